from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0003_review_difference_limit_review_group_score'),
    ]

    operations = [
        migrations.AddField(
            model_name='review',
            name='elsewhere',
            field=models.JSONField(default=dict),
        ),
    ]

"""Every write on notices, objections and posted sanctions."""

"""The page of a demonstration's clock."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zhicheng.web.clock.now import CHINA
from zhicheng.web.clock.services import move_clock
from zhicheng.web.site.request import PageRequest
from zhicheng.web.site.templatetags.say import spoken
from zhicheng.web.visibility.table import cells_for


class ClockForm(forms.Form):
    """A date and a time of day, in China's time."""

    day = forms.DateField(
        label=spoken("日期", "Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(label=spoken("时间", "Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def clean_day(self) -> dt.date:
        """A year that the calendars of rounds can be about."""
        day = self.cleaned_data["day"]
        assert isinstance(day, dt.date)
        if not 2000 <= day.year <= 2099:
            raise forms.ValidationError(spoken("年份须在 2000 至 2099 之间", "a year between 2000 and 2099"))
        return day


@login_required
@require_http_methods(["GET", "POST"])
def clock(request: PageRequest) -> HttpResponse:
    """The stated moment; POST moves it."""
    if not any(cell.role in request.standing.roles for cell in cells_for("clock", "move")):
        raise Http404
    here = request.moment.astimezone(CHINA)
    form = ClockForm(request.POST or None, initial={"day": here.date(), "time": here.time()})
    if request.method == "POST" and form.is_valid():
        to = dt.datetime.combine(form.cleaned_data["day"], form.cleaned_data["time"], CHINA)
        move_clock(to, actor=request.standing, now=request.moment)
        messages.success(request, spoken("时钟已调整", "The clock is moved"))
        return HttpResponseRedirect("/clock/")
    context = {"form": form, "stated": settings.STATED_CLOCK, "here": here}
    return render(request, "clock/clock.html", context, status=422 if form.errors else 200)

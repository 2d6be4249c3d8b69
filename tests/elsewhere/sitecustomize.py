"""Another day for the processes that a test starts: PYTHONPATH leads here, DAYS_LATER says how far."""

import datetime
import os
import time

LATER = datetime.timedelta(days=int(os.environ["DAYS_LATER"]))
Moment, Day = datetime.datetime, datetime.date
clock, local, universal = time.time, time.localtime, time.gmtime


class Anybodys(type):
    """A moment made by anything else is one too."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.__base__)


class LaterMoment(Moment, metaclass=Anybodys):
    @classmethod
    def now(cls, tz=None):
        return Moment.now(tz) + LATER

    @classmethod
    def utcnow(cls):
        return Moment.now(datetime.UTC).replace(tzinfo=None) + LATER

    @classmethod
    def today(cls):
        return Moment.now() + LATER


class LaterDay(Day, metaclass=Anybodys):
    @classmethod
    def today(cls):
        return Day.today() + LATER


datetime.datetime, datetime.date = LaterMoment, LaterDay
time.time = lambda: clock() + LATER.total_seconds()
time.localtime = lambda seconds=None: local(time.time() if seconds is None else seconds)
time.gmtime = lambda seconds=None: universal(time.time() if seconds is None else seconds)

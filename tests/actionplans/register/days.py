from datetime import date, time

from subgroup.clock import moment

TODAY = moment(date(2017, 6, 15), time(9))

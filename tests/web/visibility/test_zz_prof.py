import time, collections
from tests.web.visibility import test_channels as tc
from tests.web.visibility.test_channels import *
from tests.web.visibility.test_channels import _browser, _ask
def test_prof(django_db_blocker, db):
    filled = None
    state_moment(NOW)
    t=time.process_time(); filled = fill(NOW); print("fill", time.process_time()-t)
    cost=collections.Counter(); st=collections.Counter()
    for who in PEOPLE:
        b=_browser(who)
        for ch, found in ADDRESSES.items():
            for one in found:
                t=time.process_time(); x=_ask(b,one,filled,ch); d=time.process_time()-t
                cost[one]+=d; st[(ch,bool(x))]+=d; st[(ch,bool(x),'n')]+=1
    for k,v in cost.most_common(40): print(round(v,2),k)
    print(sum(cost.values())); print(st)
    b=_browser("carl"); a=b.get("/account/export/"); print(a.status_code, a.headers, b.session.items())

import time, resource
from pathlib import Path
from sqlalchemy import text
from make.shop import make_shop
from make.readings import loaded
from nigotis.kernel.door import enter
from nigotis.imports.loading.undo import undo
D=Path('/work/shared/data')
def counts(house, shop):
    with house.database.tenant(shop.merchant.id) as s:
        return {t: s.execute(text(f"select count(*) from {t}")).scalar() for t in ("sale","sale_line","client","product","tender","branch","member","category")} | {"net": s.execute(text("select sum(amount) from sale_line")).scalar()}
def test_x(house):
    shop=make_shop(house, currency="GBP", country="GB", zone="Europe/London")
    for f in ("online_retail/online_retail.parquet","cdnow/CDNOW_master.txt.gz"):
        shop=make_shop(house, currency="GBP", country="GB", zone="Europe/London")
        last=[time.time()]
        def p(share,key=None,**v):
            print(round(share,2), key, v, round(time.time()-last[0],2)); last[0]=time.time()
        t=time.time()
        s=loaded(house, shop, D/f, progress=p)
        print(f, time.time()-t, s.model_dump(exclude_defaults=True)); print(counts(house,shop), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/1e3)
        t=time.time()
        s2=loaded(house, shop, D/f); print("again",time.time()-t, s2.model_dump(exclude_defaults=True)); 
        t=time.time()
        with enter(house, shop) as ctx: print(undo(ctx, s2.import_id), undo(ctx, s.import_id)); 
        print("undo",time.time()-t); print(counts(house,shop))

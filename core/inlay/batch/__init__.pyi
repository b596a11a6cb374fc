from inlay.batch.outcome import Outcome as Outcome
from inlay.batch.planning import Plan as Plan
from inlay.batch.planning import plan as plan
from inlay.batch.planning import plan_recipe as plan_recipe
from inlay.batch.running import delayed as delayed
from inlay.batch.running import run as run

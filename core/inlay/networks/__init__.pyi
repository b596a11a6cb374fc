from inlay.networks.model import Model as Model
from inlay.networks.model import Port as Port
from inlay.networks.session import run as run
from inlay.networks.store import add as add
from inlay.networks.store import find as find
from inlay.networks.store import installed as installed
from inlay.networks.store import remove as remove

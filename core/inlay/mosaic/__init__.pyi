from inlay.mosaic.merging import Merged as Merged
from inlay.mosaic.merging import merge as merge
from inlay.mosaic.sources import Source as Source
from inlay.mosaic.tiling import tileable as tileable

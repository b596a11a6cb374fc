from inlay.mosaic.merging import Merged as Merged
from inlay.mosaic.merging import merge as merge
from inlay.mosaic.mosaic import Mosaic as Mosaic
from inlay.mosaic.tiling import tileable as tileable

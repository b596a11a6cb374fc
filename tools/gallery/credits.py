"""Who made the photographs of the pages of help, and under which licence they may be shown."""

from __future__ import annotations

from inlay_setup.help_pages.pictures import Photograph

LEMUR = Photograph("A lemur", "Mathias Appel", "CC0 1.0", "https://github.com/pymatting/pymatting")
PUBLIC = "in the public domain"
BEFORE_2017 = "CC0 1.0 (Unsplash before June 2017)"
WALLPAPERS = "https://github.com/elementary/wallpapers"
DATA = "https://scikit-image.org/docs/stable/api/skimage.data.html"
PIER = Photograph("A pier at sunset", "an unnamed photographer", BEFORE_2017, WALLPAPERS)
CREDITS = {
    "ashim_dsilva_6mp.jpg": Photograph("A canyon", "Ashim D’Silva", BEFORE_2017, WALLPAPERS),
    "mr_lee_13mp.jpg": Photograph("A lantern", "Mr. Lee", BEFORE_2017, WALLPAPERS),
    "sunset_by_the_pier_20mp.jpg": PIER,
    "lemur.png": LEMUR,
    "lemur_trimap.png": LEMUR,
    "lemur_alpha.png": LEMUR,
    "lemur_foreground.png": LEMUR,
    "lemur_on_sunset.png": LEMUR,
    "lemur_on_sunset_background.png": PIER,
    "ginevra_source.png": Photograph("Ginevra de’ Benci", "Leonardo da Vinci", PUBLIC, ""),
    "ginevra_mask.png": Photograph("Ginevra de’ Benci", "Leonardo da Vinci", PUBLIC, ""),
    "mona_lisa_destination.png": Photograph("Mona Lisa", "Leonardo da Vinci", PUBLIC, ""),
    "hubble_deep_field.jpg": Photograph("Hubble eXtreme Deep Field", "NASA", PUBLIC, DATA),
    "rocket.jpg": Photograph("A Falcon 9 before its launch", "SpaceX", PUBLIC, DATA),
    "chelsea.png": Photograph("Chelsea the cat", "Stéfan van der Walt", "CC0 1.0", DATA),
    "coffee.png": Photograph("A cup of coffee", "Rachel Michetti", "CC0 1.0", DATA),
    "coins.png": Photograph("Coins from Pompeii", "Brooklyn Museum", "no known copyright restrictions", DATA),
}

from tests.core.matting.estimators import scenes


def test_a_hole_is_found_by_its_colour():
    scene, patch = scenes.hole()
    alpha = scenes.run("knn", scene).alpha
    assert alpha[patch].mean() < 0.05
    assert alpha[(scene.trimap == 128) & ~patch].mean() > 0.95


def test_the_sunset(pictures):
    assert scenes.sunset_sad("knn", pictures) <= 1.948

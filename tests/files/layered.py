"""PSD files written by psd-tools for the tests, patched or put together by hand where it offers no way."""

import struct
from io import BytesIO

import numpy as np
import psd_tools
from PIL import Image
from psd_tools.constants import BlendMode, ChannelID, Clipping, EffectOSType, Resource, Tag
from psd_tools.psd.descriptor import Bool, Descriptor, DescriptorBlock, Double, Enumerated, Integer
from psd_tools.psd.effects_layer import CommonStateInfo, EffectsLayer, ShadowInfo
from psd_tools.psd.image_resources import ImageResource
from psd_tools.psd.layer_and_mask import ChannelData, ChannelInfo, MaskFlags, MaskParameters
from psd_tools.psd.tagged_blocks import TaggedBlock
from psd_tools.psd.vector import ClosedKnotLinked, ClosedPath, InitialFillRule, Path, PathFillRule, VectorMaskSetting

RED, GREEN, BLUE, WHITE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255), (255, 255, 255, 255)


def flat(planes, mode, depth=8, colours=b"", resources=b"", version=1, layers=None):
    """A file by the specification: header, colours, resources, no layers, and channels as they are."""
    channels, height, width = planes.shape
    packed = np.packbits(planes, axis=-1) if depth == 1 else planes.astype({8: ">u1", 16: ">u2", 32: ">f4"}[depth])
    head = b"8BPS" + struct.pack(">H6xHIIHH", version, channels, height, width, depth, mode)
    section = struct.pack(">I", len(colours)) + colours + struct.pack(">I", len(resources)) + resources
    none = bytes(4 if version == 1 else 8)
    return head + section + (none if layers is None else layers) + b"\0\0" + packed.tobytes()


def new(size=(16, 12), mode="RGB"):
    """A file that says of itself that its composed picture is blank, as that of psd-tools is at first."""
    image = psd_tools.PSDImage.new(mode, size)
    image.image_resources.get_data(Resource.VERSION_INFO).has_composite = False
    return image


def solid(parent, name, colour, box=None, **options):
    """A layer of one colour, or of an array of RGBA; `box` is x, y, width and height."""
    x, y, width, height = box or (0, 0, *parent._psd.size)
    array = np.broadcast_to(np.asarray(colour, np.uint8), (height, width, 4))
    layer = parent.create_pixel_layer(Image.fromarray(np.ascontiguousarray(array)), name, y, x, **options)
    if layer.has_mask():
        _make_opacity(layer)
    return layer


def _make_opacity(layer):
    """psd-tools writes the opacity of an image as a mask; editors write it as the layer's own."""
    numbers = [int(description.id) for description in layer._record.channel_info]
    layer._channels[numbers.index(-1)] = layer._channels[numbers.index(-2)]
    layer.remove_mask()


def clip(layer, mode=BlendMode.NORMAL):
    layer._record.clipping = Clipping.NON_BASE
    layer._record.blend_mode = mode
    return layer


def mask(layer, values, density=None, feather=None):
    if layer.is_group():
        # psd-tools gives the two records of a new group one list.
        layer._channels = type(layer._channels)(list(layer._channels))
    layer.create_mask(Image.fromarray(values))
    if density is not None or feather is not None:
        data = layer._record.mask_data
        data.flags.parameters_applied = True
        data.parameters = MaskParameters(user_mask_density=density, user_mask_feather=feather)
    return layer


def mask_beside_path(layer, user, both, densities):
    """The mask that the user painted, and both drawn together, as Photoshop keeps them beside a path."""
    layer.create_mask(Image.fromarray(both))
    packed = next(
        each for info, each in zip(layer._record.channel_info, layer._channels, strict=True) if int(info.id) == -2
    )
    own = ChannelData(compression=packed.compression)
    own.set_data(user.tobytes(), user.shape[1], user.shape[0], 8)
    layer._record.channel_info.append(ChannelInfo(id=ChannelID.REAL_USER_LAYER_MASK, length=2 + len(own.data)))
    layer._channels.append(own)
    data = layer._record.mask_data
    data.flags.user_mask_from_render = data.flags.parameters_applied = True
    data.parameters = MaskParameters(user_mask_density=densities[0], vector_mask_density=densities[1])
    data.real_flags, data.real_background_color = MaskFlags(), 255
    data.real_top, data.real_left, data.real_bottom, data.real_right = 0, 0, *user.shape
    return layer


def older_shadow():
    """The block of effects that Photoshop 5 wrote, with a shadow switched on."""
    effects = EffectsLayer()
    effects[EffectOSType.COMMON_STATE] = CommonStateInfo(visible=1)
    effects[EffectOSType.DROP_SHADOW] = ShadowInfo(enabled=1)
    return effects


def block(layer, tag, data):
    """Set one of the blocks of additional information."""
    layer.tagged_blocks[tag] = TaggedBlock(key=tag, data=data)
    return layer


def number(layer, tag, value):
    layer.tagged_blocks.set_data(tag, value)
    return layer


def path(layer, left, top, right, bottom):
    """Give a layer a rectangle of shares of the canvas as its vector mask."""
    corners = [(top, left), (top, right), (bottom, right), (bottom, left)]
    outline = ClosedPath([ClosedKnotLinked(preceding=at, anchor=at, leaving=at) for at in corners], operation=1)
    setting = VectorMaskSetting(path=Path([PathFillRule(), InitialFillRule(0), outline]))
    return block(layer, Tag.VECTOR_MASK_SETTING1, setting)


def colour(red, green, blue):
    found = Descriptor(classID=b"RGBC")
    found[b"Rd  "], found[b"Grn "], found[b"Bl  "] = Double(red), Double(green), Double(blue)
    return found


def artboard(group, box, kind, mixed=(0, 0, 0)):
    """Make a group an artboard with a background: 1 white, 2 black, 3 none, 4 `mixed`."""
    left, top, right, bottom = box
    rectangle, data = Descriptor(classID=b"classFloatRect"), DescriptorBlock(classID=b"artboard")
    for key, value in ((b"Top ", top), (b"Left", left), (b"Btom", bottom), (b"Rght", right)):
        rectangle[key] = Double(value)
    data[b"artboardRect"], data[b"artboardBackgroundType"] = rectangle, Integer(kind)
    data[b"Clr "] = colour(*mixed)
    return block(group, Tag.ARTBOARD_DATA1, data)


def fill(layer, mixed):
    """Turn a layer into one of a colour, without pixels."""
    data = DescriptorBlock(classID=b"null")
    data[b"Clr "] = colour(*mixed)
    empty_channels(layer)
    return block(layer, Tag.SOLID_COLOR_SHEET_SETTING, data)


def outline(layer):
    """Give a shape a line around it."""
    data = DescriptorBlock(classID=b"strokeStyle")
    data[b"strokeEnabled"], data[b"fillEnabled"] = Bool(True), Bool(True)
    data[b"strokeStyleLineAlignment"] = Enumerated(typeID=b"strokeStyleLineAlignment", enum=b"strokeStyleAlignCenter")
    return block(layer, Tag.VECTOR_STROKE_DATA, data)


def empty_channels(layer):
    for channel in layer._channels:
        channel.data = b""


def resource(image, key, data):
    image.image_resources[key] = ImageResource(key=Resource(key), data=data)


def merged(image, array):
    """Put another composed picture into the file, ``(height, width, channels)``."""
    image.image_resources.get_data(Resource.VERSION_INFO).has_composite = True
    planes = [np.ascontiguousarray(array[..., number]).tobytes() for number in range(array.shape[2])]
    image._record.header.channels = len(planes)
    image._record.image_data.set_data(planes, image._record.header)


def content(image):
    """The bytes of the file, its composed picture as it is."""
    image._update_record()
    output = BytesIO()
    image._record.write(output)
    return output.getvalue()


def save(image, path):
    """Save with a composed picture by psd-tools."""
    image.save(path)
    return path

"""Inlay in Blender's image editor: every operation on images, with regions from masks and mask images."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import bpy

from inlay.contract import language

from . import operators

#: The operators of Blender, as long as the extension is switched on.
MADE: list[Any] = []


class IMAGE_PT_inlay(bpy.types.Panel):
    """The operations in the image editor's sidebar."""

    bl_label = "Inlay"
    bl_category = "Inlay"
    bl_space_type = "IMAGE_EDITOR"
    bl_region_type = "UI"

    def draw(self, context: Any) -> None:
        for number, (menu, made) in enumerate(groupby(MADE, key=lambda each: each.operation.menu)):
            header, body = self.layout.panel(f"inlay_{number}", default_closed=number > 2)
            header.label(text=menu)
            if body is not None:
                for each in made:
                    body.operator(each.bl_idname)


class IMAGE_MT_inlay(bpy.types.Menu):
    """The operations in the image editor's menu."""

    bl_label = "Inlay"

    def draw(self, context: Any) -> None:
        for _, made in groupby(MADE, key=lambda each: each.operation.menu):
            self.layout.separator()
            for each in made:
                self.layout.operator(each.bl_idname)


def _draw_menu(menu: Any, context: Any) -> None:
    menu.layout.menu("IMAGE_MT_inlay")


CLASSES = (IMAGE_PT_inlay, IMAGE_MT_inlay)


def register() -> None:
    language.speak(_languages())
    MADE[:] = operators.made()
    for each in (*MADE, *CLASSES):
        bpy.utils.register_class(each)
    bpy.types.IMAGE_MT_image.append(_draw_menu)


def unregister() -> None:
    bpy.types.IMAGE_MT_image.remove(_draw_menu)
    for each in (*CLASSES, *MADE):
        bpy.utils.unregister_class(each)


def _languages() -> list[str] | None:
    """That of Blender's dialogs; that of the system where this Blender was built without any."""
    if not bpy.context.preferences.view.use_translate_interface:
        return ["en"]
    return [bpy.app.translations.locale] if bpy.app.translations.locale else None

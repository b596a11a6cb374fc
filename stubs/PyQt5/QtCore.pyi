import enum
from collections.abc import Callable
from typing import Any, TypeVar

_Child = TypeVar("_Child", bound=QObject)

class pyqtBoundSignal:
    def connect(self, slot: Callable[..., object] | pyqtBoundSignal, type: Qt.ConnectionType = ...) -> object: ...
    def disconnect(self) -> None: ...
    def emit(self, *arguments: Any) -> None: ...

class pyqtSignal:
    def __init__(self, *types: type) -> None: ...
    def __get__(self, instance: object, owner: type) -> pyqtBoundSignal: ...

class QEvent:
    class Type(enum.IntEnum):
        KeyRelease = 7
        Resize = 14
        ShortcutOverride = 51
        TabletMove = 87
        TabletPress = 92
        TabletRelease = 93
        ApplicationDeactivate = 122

    def type(self) -> Type: ...
    def accept(self) -> None: ...
    def setAccepted(self, accepted: bool) -> None: ...
    def spontaneous(self) -> bool: ...

class QMetaObject:
    def className(self) -> str: ...

class QObject:
    destroyed: pyqtBoundSignal
    def __init__(self, parent: QObject | None = None) -> None: ...
    def metaObject(self) -> QMetaObject: ...
    def findChild(self, kind: type[_Child]) -> _Child | None: ...
    def findChildren(self, kind: type[_Child]) -> list[_Child]: ...
    def installEventFilter(self, filter: QObject) -> None: ...
    def removeEventFilter(self, filter: QObject) -> None: ...
    def eventFilter(self, watched: QObject, event: QEvent) -> bool: ...
    def blockSignals(self, block: bool) -> bool: ...
    def deleteLater(self) -> None: ...

class QByteArray:
    def __len__(self) -> int: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...

class QUuid:
    def toString(self) -> str: ...

class QPoint:
    def x(self) -> int: ...
    def y(self) -> int: ...

class QPointF:
    def __init__(self, x: float | QPoint, y: float = ...) -> None: ...
    def x(self) -> float: ...
    def y(self) -> float: ...
    def __add__(self, other: QPointF) -> QPointF: ...
    def __sub__(self, other: QPointF) -> QPointF: ...

class QRectF:
    # Four numbers, or a rectangle of whole ones.
    def __init__(self, x: float | QRect, y: float = ..., width: float = ..., height: float = ...) -> None: ...
    def x(self) -> float: ...
    def y(self) -> float: ...
    def left(self) -> float: ...
    def top(self) -> float: ...
    def right(self) -> float: ...
    def bottom(self) -> float: ...
    def width(self) -> float: ...
    def height(self) -> float: ...
    def isEmpty(self) -> bool: ...
    def __and__(self, other: QRectF) -> QRectF: ...

class QIODevice:
    class OpenModeFlag(enum.IntFlag):
        ReadOnly = 1

class QFile(QObject):
    def __init__(self, path: str) -> None: ...
    def open(self, mode: QIODevice.OpenModeFlag) -> bool: ...
    def size(self) -> int: ...
    def map(self, offset: int, size: int) -> Any: ...

class QRect:
    def x(self) -> int: ...
    def y(self) -> int: ...
    def width(self) -> int: ...
    def height(self) -> int: ...
    def isEmpty(self) -> bool: ...
    def topRight(self) -> QPoint: ...
    def right(self) -> int: ...

class QSize:
    def __init__(self, width: int, height: int) -> None: ...

class QCoreApplication(QObject):
    aboutToQuit: pyqtBoundSignal
    @staticmethod
    def instance() -> QCoreApplication: ...

class QEventLoop(QObject):
    class ProcessEventsFlag(enum.IntFlag):
        AllEvents = 0
        ExcludeUserInputEvents = 1

    def exec(self, flags: ProcessEventsFlag = ...) -> int: ...
    def quit(self) -> None: ...

class QTimer(QObject):
    timeout: pyqtBoundSignal
    def interval(self) -> int: ...
    def isActive(self) -> bool: ...
    def setSingleShot(self, single: bool) -> None: ...
    def start(self, milliseconds: int = ...) -> None: ...
    def stop(self) -> None: ...
    @staticmethod
    def singleShot(milliseconds: int, slot: Callable[[], object]) -> None: ...

class Qt:
    class ConnectionType(enum.IntEnum):
        QueuedConnection = 2

    class Key(enum.IntEnum):
        Key_Space = 0x20
        Key_Plus = 0x2B
        Key_Minus = 0x2D
        Key_0 = 0x30
        Key_1 = 0x31
        Key_Equal = 0x3D
        Key_F = 0x46
        Key_S = 0x53
        Key_X = 0x58
        Key_Z = 0x5A
        Key_BracketLeft = 0x5B
        Key_BracketRight = 0x5D
        Key_Escape = 0x01000000
        Key_Left = 0x01000012
        Key_Up = 0x01000013
        Key_Right = 0x01000014
        Key_Down = 0x01000015

    class KeyboardModifier(enum.IntFlag):
        ShiftModifier = 0x02000000
        ControlModifier = 0x04000000
        AltModifier = 0x08000000
        MetaModifier = 0x10000000

    class MouseButton(enum.IntEnum):
        LeftButton = 1
        RightButton = 2
        MiddleButton = 4

    class FocusPolicy(enum.IntEnum):
        StrongFocus = 11

    class PenCapStyle(enum.IntEnum):
        RoundCap = 0x20

    class PenJoinStyle(enum.IntEnum):
        RoundJoin = 0x80

    class TextInteractionFlag(enum.IntFlag):
        TextSelectableByMouse = 1

    class ToolButtonStyle(enum.IntEnum):
        ToolButtonTextBesideIcon = 2

    class Orientation(enum.Enum):
        Horizontal = 1

    class AlignmentFlag(enum.IntFlag):
        AlignLeft = 1
        AlignRight = 2
        AlignTop = 32
        AlignVCenter = 128

    class GlobalColor(enum.Enum):
        transparent = 19

    class BrushStyle(enum.Enum):
        NoBrush = 0
        Dense4Pattern = 5

    class CursorShape(enum.Enum):
        ArrowCursor = 0
        CrossCursor = 2
        WaitCursor = 3
        SplitHCursor = 12
        SizeAllCursor = 9
        SizeFDiagCursor = 8
        OpenHandCursor = 17

    class ItemDataRole(enum.IntEnum):
        ToolTipRole = 3

    class WindowModality(enum.Enum):
        NonModal = 0
        WindowModal = 1

    class WidgetAttribute(enum.Enum):
        WA_TransparentForMouseEvents = 51
        WA_DeleteOnClose = 55

class QUrl:
    @staticmethod
    def fromLocalFile(path: str) -> QUrl: ...

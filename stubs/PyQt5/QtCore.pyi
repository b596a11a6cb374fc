import enum
from collections.abc import Callable
from typing import Any

class pyqtBoundSignal:
    def connect(self, slot: Callable[..., object]) -> object: ...
    def disconnect(self) -> None: ...
    def emit(self, *arguments: Any) -> None: ...

class pyqtSignal:
    def __init__(self, *types: type) -> None: ...
    def __get__(self, instance: object, owner: type) -> pyqtBoundSignal: ...

class QObject:
    def __init__(self, parent: QObject | None = None) -> None: ...
    def deleteLater(self) -> None: ...

class QByteArray:
    def __len__(self) -> int: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...

class QUuid:
    def toString(self) -> str: ...

class QRect:
    def x(self) -> int: ...
    def y(self) -> int: ...
    def width(self) -> int: ...
    def height(self) -> int: ...
    def isEmpty(self) -> bool: ...

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
    class Orientation(enum.Enum):
        Horizontal = 1

    class AlignmentFlag(enum.IntFlag):
        AlignLeft = 1
        AlignRight = 2
        AlignVCenter = 128

    class GlobalColor(enum.Enum):
        transparent = 19

    class BrushStyle(enum.Enum):
        Dense4Pattern = 5

    class CursorShape(enum.Enum):
        WaitCursor = 3

    class ItemDataRole(enum.IntEnum):
        ToolTipRole = 3

    class WindowModality(enum.Enum):
        NonModal = 0
        WindowModal = 1

    class WidgetAttribute(enum.Enum):
        WA_DeleteOnClose = 55

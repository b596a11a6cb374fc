from inlay.subject.finder import Finder as Finder
from inlay.subject.finding import find_subject as find_subject
from inlay.subject.registry import finders as finders

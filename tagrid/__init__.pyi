from .api import Portrait as Portrait, Segment as Segment, Utility as Utility, open as open
from .catalog.access import Viewer as Viewer

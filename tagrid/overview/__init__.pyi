from .changes import SegmentChange as SegmentChange, TagChange as TagChange
from .home import Overview as Overview, overview as overview
from .lists import ListCount as ListCount, count_list as count_list, segment_templates as segment_templates

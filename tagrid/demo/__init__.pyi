from .publish import publish_demo as publish_demo

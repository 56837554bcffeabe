from .create import create_project as create_project
from .upgrade import check_upgrade as check_upgrade

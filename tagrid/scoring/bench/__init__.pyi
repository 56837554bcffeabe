from .crossval import cross_validate as cross_validate
from .report import print_figures as print_figures
from .table import BenchInput as BenchInput, read_table as read_table

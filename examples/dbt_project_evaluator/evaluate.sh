#!/bin/sh
# dbt_project_evaluator over a copy of the project. Usage: evaluate.sh EVALUATOR DBT_UTILS WORK
# EVALUATOR and DBT_UTILS are checkouts of the two packages; WORK is an empty folder. Nothing of the project is changed.
# Exit code: that of dbt, 0 when every rule passes or warns. Run it from the root of the repository.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
evaluator=$1
utils=$2
work=$3
mkdir -p "$work/var/dbt_packages" "$work/home/warehouse"
cp -R dbt_project dbt_project.yml profiles.yml taxonomy models_ml tagrid.toml "$work/"
cp -R "$evaluator" "$work/var/dbt_packages/dbt_project_evaluator"
cp -R "$utils" "$work/var/dbt_packages/dbt_utils"
cp "$here/dbt_project_evaluator_exceptions.csv" "$work/dbt_project/seeds/"
cat >> "$work/dbt_project.yml" <<'YML'

seeds:
  dbt_project_evaluator:
    dbt_project_evaluator_exceptions:
      +enabled: false
dispatch:
  - macro_namespace: dbt
    search_order: ["dbt_project_evaluator", "dbt"]
YML
cd "$work"
TAGRID_HOME=$work/home DBT_PROFILES_DIR=$work dbt build --select package:dbt_project_evaluator \
    dbt_project_evaluator_exceptions --vars "$(cat "$here/vars.yml")"

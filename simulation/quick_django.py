"""Django compiles every statement anew, and a life asks for the same few hundred statements 100,000
times. What hangs on the model alone, its columns and how their values are read, is worked out once.

The statements stay the same, to the letter: `tests/simulation/test_quick_django.py` compares them.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class _Columns(NamedTuple):
    select: list[Any]
    klass_info: dict[str, Any]
    converters: dict[int, Any]
    # The joins that they need, as `select_related` has added them to the query.
    alias_map: dict[str, Any]
    refcount: dict[str, int]
    table_map: dict[str, list[str]]


def make_django_quick() -> None:
    """Has this process's compilers remember the columns of each model. Safe to repeat."""
    from django.db.models.sql.compiler import SQLCompiler

    if getattr(SQLCompiler, "remembers_columns", False):
        return
    SQLCompiler.remembers_columns = True  # type: ignore[attr-defined]
    _remember_columns(SQLCompiler)
    _order_by_names(SQLCompiler)


def _remember_columns(compiler: Any) -> None:
    get_select, get_converters = compiler.get_select, compiler.get_converters
    columns_by_key: dict[Any, _Columns] = {}

    def quick_select(self: Any, with_col_aliases: bool = False) -> tuple[Any, Any, Any]:
        self._columns = None
        if with_col_aliases or not _is_plain(self.query):
            answer: tuple[Any, Any, Any] = get_select(self, with_col_aliases)
            return answer
        key = _key_of(self)
        if key in columns_by_key:
            _join_as_known(self.query, columns_by_key[key])
        else:
            select, klass_info, _ = get_select(self)
            converters = get_converters(self, [column for column, _, _ in select])
            columns_by_key[key] = _Columns(select, klass_info, converters, *_joins_of(self.query))
        self._columns = columns = columns_by_key[key]
        return list(columns.select), dict(columns.klass_info), {}

    def quick_converters(self: Any, expressions: Any) -> dict[int, Any]:
        columns, requested = getattr(self, "_columns", None), list(expressions)
        if columns is not None and len(requested) == len(columns.select):
            pairs = zip(requested, columns.select, strict=True)
            if all(expression is column for expression, (column, _, _) in pairs):
                return dict(columns.converters)
        converters: dict[int, Any] = get_converters(self, requested)
        return converters

    compiler.get_select, compiler.get_converters = quick_select, quick_converters


def _is_plain(query: Any) -> bool:
    """Whether it selects the columns of tables, and nothing that is worked out."""
    if not query.default_cols or query.selected is not None or query.model is None:
        return False
    if query.extra_select or query.annotation_select or query._filtered_relations:
        return False
    meta = query.get_meta()
    return meta is not None and meta.concrete_model is query.model and not meta.parents


def _key_of(compiler: Any) -> tuple[Any, ...]:
    query = compiler.query
    alias = query.get_initial_alias()
    names, is_deferred = query.deferred_loading
    joins = tuple(
        (name, query.alias_refcount[name], join.join_type, getattr(join, "nullable", None), join)
        for name, join in query.alias_map.items()
    )
    related = repr(query.select_related), query.max_depth
    deferred = frozenset(names), is_deferred
    vendor = compiler.connection.vendor
    return query.model, alias, joins, tuple(query.table_map), deferred, related, vendor


def _joins_of(query: Any) -> tuple[dict[str, Any], dict[str, int], dict[str, list[str]]]:
    tables = {table: list(aliases) for table, aliases in query.table_map.items()}
    return dict(query.alias_map), dict(query.alias_refcount), tables


def _join_as_known(query: Any, columns: _Columns) -> None:
    """Joins the tables of the columns, as Django did when it worked them out."""
    if query.select_related:
        query.alias_map, query.alias_refcount = dict(columns.alias_map), dict(columns.refcount)
        query.table_map = {table: list(names) for table, names in columns.table_map.items()}


def _order_by_names(compiler: Any) -> None:
    """An order by names alone looks none of the selected columns up, so none is hashed for it."""
    pairs_of = compiler._order_by_pairs

    def quick_pairs(self: Any) -> Any:
        query, meta = self.query, self.query.get_meta()
        ordering = query.order_by or (query.default_ordering and meta and meta.ordering) or ()
        by_names = all(isinstance(name, str) for name in ordering)
        plain = not query.combinator and not query.extra_order_by and not query.extra
        if not (self.select and by_names and plain) or any(alias for _, _, alias in self.select):
            return pairs_of(self)
        select, self.select = self.select, []
        try:
            return list(pairs_of(self))
        finally:
            self.select = select

    compiler._order_by_pairs = quick_pairs

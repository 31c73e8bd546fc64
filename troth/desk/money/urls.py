"""The addresses of money, with who may open each."""

from __future__ import annotations

from troth.desk.money import views
from troth.desk.pages import page
from troth.roles import CARE, FINANCE

urlpatterns = [
    page(
        "orders/<slug:number>/payment",
        views.decide_review,
        name="desk_decide",
        roles=(CARE, FINANCE),
    ),
    page(
        "orders/<slug:number>/refund", views.refund_order, name="desk_refund", roles=(CARE, FINANCE)
    ),
    page(
        "orders/<slug:number>/tax-place", views.tax_place, name="desk_tax_place", roles=(FINANCE,)
    ),
    page("money/", views.money_page, name="desk_money", roles=(FINANCE, CARE)),
    page(
        "money/tie-outs/<int:key>", views.tie_out_page, name="desk_tie_out", roles=(FINANCE, CARE)
    ),
    page("money/sales-tax.csv", views.tax_report, name="desk_tax_report", roles=(FINANCE, CARE)),
]

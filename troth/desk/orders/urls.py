"""The addresses of the queue, orders, promises and closures, with who may open each."""

from __future__ import annotations

from troth.desk.orders import cancel_views, loss_views, promise_views, views
from troth.desk.pages import EVERYBODY, page
from troth.roles import CARE, FINANCE, ORDERS, WAREHOUSE

urlpatterns = [
    page("", views.queue_page, name="desk", roles=EVERYBODY),
    page("orders/<slug:number>", views.order_page, name="desk_order", roles=ORDERS),
    page("orders/<slug:number>/hold", cancel_views.hold_order, name="desk_hold", roles=(CARE,)),
    page(
        "orders/<slug:number>/release/<int:key>",
        cancel_views.release_hold,
        name="desk_release",
        roles=(CARE,),
    ),
    page(
        "orders/<slug:number>/cancel", cancel_views.cancel_page, name="desk_cancel", roles=(CARE,)
    ),
    page(
        "orders/<slug:number>/pay-again",
        cancel_views.ask_to_pay,
        name="desk_ask_to_pay",
        roles=(CARE, FINANCE),
    ),
    page("orders/<slug:number>/lost", loss_views.confirm_loss, name="desk_loss", roles=(CARE,)),
    page("promises/", promise_views.promises_page, name="desk_promises", roles=EVERYBODY),
    page("closures", promise_views.preview_closure, name="desk_closure", roles=(WAREHOUSE,)),
    page(
        "closures/enter", promise_views.enter_closure, name="desk_closure_enter", roles=(WAREHOUSE,)
    ),
    page(
        "closures/<int:key>", promise_views.closure_page, name="desk_closure_one", roles=EVERYBODY
    ),
    # What the second person reads before they decide.
    page(
        "foreseen/<str:key>",
        promise_views.effect_page,
        name="desk_foreseen",
        roles=(WAREHOUSE, CARE),
    ),
    page("in-turn", promise_views.turn_report, name="desk_in_turn", roles=EVERYBODY),
    # In development only.
    page("clock", views.move_clock, name="desk_clock", roles=EVERYBODY),
]

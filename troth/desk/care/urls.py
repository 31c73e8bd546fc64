"""The addresses of care, with who may open each."""

from __future__ import annotations

from troth.desk.care import (
    authenticator_views,
    authenticity_views,
    mail_views,
    refund_views,
    reply_views,
    views,
)
from troth.desk.pages import page
from troth.roles import AUTHENTICATOR, CARE, FINANCE

urlpatterns = [
    # Finance agrees to large refunds here, and an authenticator looks again at what came back.
    page("care/", views.care_page, name="desk_care", roles=(CARE, FINANCE, AUTHENTICATOR)),
    page(
        "care/papers/<int:key>",
        views.attachment_file,
        name="desk_paper",
        roles=(CARE, FINANCE, AUTHENTICATOR),
    ),
    page(
        "care/approvals/<int:key>",
        refund_views.decide_refund,
        name="desk_approve",
        roles=(CARE, FINANCE),
    ),
    page(
        "care/<slug:key>",
        views.request_page,
        name="desk_request",
        roles=(CARE, FINANCE, AUTHENTICATOR),
    ),
    page("care/<slug:key>/decide", views.decide_request, name="desk_request_decide", roles=(CARE,)),
    page("care/<slug:key>/opinion", views.add_opinion, name="desk_opinion", roles=(AUTHENTICATOR,)),
    page(
        "care/<slug:key>/piece",
        authenticity_views.check_piece,
        name="desk_piece",
        roles=(CARE, AUTHENTICATOR),
    ),
    page(
        "care/<slug:key>/note",
        views.add_note,
        name="desk_note",
        roles=(CARE, FINANCE, AUTHENTICATOR),
    ),
    page("care/<slug:key>/reply", reply_views.reply_to_request, name="desk_reply", roles=(CARE,)),
    page("care/<slug:key>/close", reply_views.close_request, name="desk_close", roles=(CARE,)),
    page("care/<slug:key>/papers", views.attach_files, name="desk_attach", roles=(CARE,)),
    page("mails/<int:key>", mail_views.mail_page, name="desk_mail", roles=(CARE,)),
    page("mails/<int:key>/whole.eml", mail_views.mail_file, name="desk_mail_whole", roles=(CARE,)),
    page("mails/<int:key>/place", mail_views.link_to_order, name="desk_mail_place", roles=(CARE,)),
    page("mails/<int:key>/reply", reply_views.reply_to_mail, name="desk_mail_reply", roles=(CARE,)),
    page("mails/<int:key>/close", reply_views.close_mail, name="desk_mail_close", roles=(CARE,)),
    page(
        "authenticators",
        authenticator_views.authenticators_page,
        name="desk_authenticators",
        roles=(CARE, AUTHENTICATOR),
    ),
    page(
        "authenticators/list",
        authenticator_views.list_authenticator,
        name="desk_authenticator",
        roles=(CARE, AUTHENTICATOR),
    ),
]

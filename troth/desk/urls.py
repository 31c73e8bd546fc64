from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, reverse_lazy

from troth.desk.auth import access_log_views
from troth.desk.auth import views as session_views
from troth.desk.care import (
    authenticator_views,
    authenticity_views,
    mail_views,
    refund_views,
    reply_views,
)
from troth.desk.care import views as care_views
from troth.desk.catalog import attest_views, file_views, judging_views, photo_views
from troth.desk.catalog import views as item_views
from troth.desk.looks import record_looks
from troth.desk.money import views as money_views
from troth.desk.orders import cancel_views, loss_views, promise_views, views
from troth.desk.packing import by_hand_views, carrier_views, lookup_views
from troth.desk.packing import views as packing_views
from troth.desk.policy import views as policy_views
from troth.desk.policy import what_if_views
from troth.desk.returns import parcel_back_views
from troth.desk.returns import views as return_views
from troth.desk.scorecard import views as scorecard_views
from troth.desk.staff import require_roles
from troth.desk.tasks import approval_views
from troth.desk.tasks import views as task_views
from troth.desk.transfers import arrival_views
from troth.desk.transfers import views as transfer_views

urlpatterns = [
    path("", views.queue_page, name="desk"),
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "sign-in/again/passkey/",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("sign-in/mine/", mfa.index, name="mfa_index"),
    path("sign-in/mine/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("sign-in/mine/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("sign-in/mine/passkeys/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path(
        "sign-in/mine/passkeys/<int:pk>/remove/",
        passkeys.RemoveWebAuthnView.as_view(success_url=reverse_lazy("mfa_index")),
        name="mfa_remove_webauthn",
    ),
    path("sign-in/mine/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "sign-in/mine/codes/new/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("sign-in/mine/password/", session_views.change_password, name="account_change_password"),
    path("sign-in/mine/sessions/", session_views.sessions_page, name="desk_sessions"),
    path(
        "sign-in/mine/sessions/others/end/",
        session_views.end_other_sessions,
        name="desk_sessions_end",
    ),
    path(
        "sign-in/mine/sessions/<int:key>/end/", session_views.end_session, name="desk_session_end"
    ),
    path("sign-in/device/<str:token>", session_views.device_link, name="device_link"),
    path("sign-out/", session_views.SignOut.as_view(), name="sign_out"),
    path("access/", access_log_views.access_log, name="desk_access_log"),
    path("orders/<slug:number>", views.order_page, name="desk_order"),
    path("orders/<slug:number>/hold", cancel_views.hold_order, name="desk_hold"),
    path("orders/<slug:number>/release/<int:key>", cancel_views.release_hold, name="desk_release"),
    path("orders/<slug:number>/cancel", cancel_views.cancel_page, name="desk_cancel"),
    path("orders/<slug:number>/pay-again", cancel_views.ask_to_pay, name="desk_ask_to_pay"),
    path("orders/<slug:number>/lost", loss_views.confirm_loss, name="desk_loss"),
    path("orders/<slug:number>/payment", money_views.decide_review, name="desk_decide"),
    path("orders/<slug:number>/refund", money_views.refund_order, name="desk_refund"),
    path("orders/<slug:number>/tax-place", money_views.tax_place, name="desk_tax_place"),
    path("approvals/", approval_views.approvals_page, name="desk_approvals"),
    path("approvals/<int:key>", approval_views.approval_page, name="desk_approval"),
    path("approvals/<int:key>/decide", approval_views.decide_approval, name="desk_approval_decide"),
    path("tasks/", task_views.tasks_page, name="desk_tasks"),
    path("tasks/<int:key>/take", task_views.claim_task, name="desk_task_take"),
    path("tasks/<int:key>/release", task_views.unclaim_task, name="desk_task_release"),
    path("tasks/<int:key>/done", task_views.complete_task, name="desk_task_done"),
    path("packing/", packing_views.packing_page, name="desk_packing"),
    path("packing/take", packing_views.claim_next_order, name="desk_take"),
    path("packing/photos/<int:key>", packing_views.packing_photo_file, name="desk_packing_photo"),
    path("packing/<slug:key>", packing_views.parcel_page, name="desk_parcel"),
    path("packing/<slug:key>/state", packing_views.parcel_state, name="desk_parcel_state"),
    path("packing/<slug:key>/scan", packing_views.scan_tag, name="desk_parcel_scan"),
    path("packing/<slug:key>/photos", packing_views.add_photos, name="desk_parcel_photos"),
    path("packing/<slug:key>/close", packing_views.close_parcel, name="desk_parcel_close"),
    path("packing/<slug:key>/aside", packing_views.set_aside, name="desk_parcel_aside"),
    path("packing/<slug:key>/label", packing_views.retry_label, name="desk_parcel_label"),
    path("packing/<slug:key>/label.pdf", packing_views.label_file, name="desk_label"),
    path("packing/<slug:key>/slip", packing_views.packing_slip, name="desk_slip"),
    path("packing/<slug:key>/hand-over", packing_views.hand_over, name="desk_hand_over"),
    path("packing/<slug:key>/by-hand", by_hand_views.ship_by_hand, name="desk_by_hand"),
    path("packing/<slug:key>/carrier", by_hand_views.ask_carrier, name="desk_other_carrier"),
    path("packing/<slug:key>/receipt.jpg", by_hand_views.receipt_file, name="desk_receipt"),
    path("packing/<slug:key>/lookup", lookup_views.look_up, name="desk_lookup"),
    path("packing/<slug:key>/unpack", packing_views.unpack_parcel, name="desk_unpack"),
    path("packing/<slug:key>/proof.pdf", carrier_views.delivery_proof_file, name="desk_proof"),
    path("parcels/", packing_views.parcels_page, name="desk_parcels"),
    path("parcels/pickups", carrier_views.request_pickup, name="desk_pickup"),
    path(
        "parcels/pickups/<int:key>/cancel", carrier_views.cancel_pickup, name="desk_pickup_cancel"
    ),
    path("returns/", return_views.returns_page, name="desk_returns"),
    path("returns/photos/<int:key>", return_views.return_photo_file, name="desk_return_photo"),
    path("returns/<slug:key>", return_views.return_page, name="desk_return"),
    path("returns/<slug:key>/check-in", return_views.check_in, name="desk_return_check_in"),
    path("returns/<slug:key>/send-back", parcel_back_views.open_parcel, name="desk_back_open"),
    path("returns/<slug:key>/pack", parcel_back_views.pack_parcel, name="desk_back_pack"),
    path("returns/<slug:key>/label", parcel_back_views.relabel_parcel, name="desk_back_label"),
    path("returns/<slug:key>/label.pdf", parcel_back_views.label_file, name="desk_back_label_file"),
    path("returns/<slug:key>/hand-over", parcel_back_views.hand_over, name="desk_back_hand_over"),
    path("returns/<slug:key>/settle", parcel_back_views.record_outcome, name="desk_back_settle"),
    path(
        "returns/<slug:key>/nothing", parcel_back_views.close_empty_return, name="desk_back_nothing"
    ),
    path("returns/<slug:key>/choose", return_views.enter_choice, name="desk_return_choose"),
    path("shelve", packing_views.shelve_piece, name="desk_shelve"),
    path("promises/", promise_views.promises_page, name="desk_promises"),
    path("closures", promise_views.preview_closure, name="desk_closure"),
    path("closures/enter", promise_views.enter_closure, name="desk_closure_enter"),
    path("closures/<int:key>", promise_views.closure_page, name="desk_closure_one"),
    path("foreseen/<str:key>", promise_views.effect_page, name="desk_foreseen"),
    path("in-turn", promise_views.turn_report, name="desk_in_turn"),
    path("transfers/", transfer_views.transfers_page, name="desk_transfers"),
    path("transfers/begin", transfer_views.begin_transfer, name="desk_transfer_begin"),
    path(
        "transfers/photos/<int:key>", arrival_views.crossing_photo_file, name="desk_crossing_photo"
    ),
    path("transfers/<slug:key>", transfer_views.transfer_page, name="desk_transfer"),
    path(
        "transfers/<slug:key>/papers/<int:crossing>", transfer_views.save_papers, name="desk_papers"
    ),
    path("transfers/<slug:key>/dispatch", transfer_views.dispatch_transfer, name="desk_dispatch"),
    path("transfers/<slug:key>/reached", transfer_views.record_leg, name="desk_reached"),
    path("transfers/<slug:key>/take-back", transfer_views.correct_step, name="desk_take_back"),
    path("transfers/<slug:key>/late", transfer_views.preview_delay, name="desk_late"),
    path("transfers/<slug:key>/late/enter", transfer_views.enter_delay, name="desk_late_enter"),
    path("transfers/<slug:key>/fault", arrival_views.report_fault, name="desk_fault"),
    path(
        "transfers/<slug:key>/examine/<int:crossing>",
        arrival_views.examine_piece,
        name="desk_examine",
    ),
    path("transfers/<slug:key>/check-in", transfer_views.check_in, name="desk_check_in"),
    path("care/", care_views.care_page, name="desk_care"),
    path("care/papers/<int:key>", care_views.attachment_file, name="desk_paper"),
    path("care/approvals/<int:key>", refund_views.decide_refund, name="desk_approve"),
    path("care/<slug:key>", care_views.request_page, name="desk_request"),
    path("care/<slug:key>/decide", care_views.decide_request, name="desk_request_decide"),
    path("care/<slug:key>/opinion", care_views.add_opinion, name="desk_opinion"),
    path("care/<slug:key>/piece", authenticity_views.check_piece, name="desk_piece"),
    path("care/<slug:key>/note", care_views.add_note, name="desk_note"),
    path("care/<slug:key>/reply", reply_views.reply_to_request, name="desk_reply"),
    path("care/<slug:key>/close", reply_views.close_request, name="desk_close"),
    path("care/<slug:key>/papers", care_views.attach_files, name="desk_attach"),
    path("mails/<int:key>", mail_views.mail_page, name="desk_mail"),
    path("mails/<int:key>/whole.eml", mail_views.mail_file, name="desk_mail_whole"),
    path("mails/<int:key>/place", mail_views.link_to_order, name="desk_mail_place"),
    path("mails/<int:key>/reply", reply_views.reply_to_mail, name="desk_mail_reply"),
    path("mails/<int:key>/close", reply_views.close_mail, name="desk_mail_close"),
    path("authenticators", authenticator_views.authenticators_page, name="desk_authenticators"),
    path("authenticators/list", authenticator_views.list_authenticator, name="desk_authenticator"),
    path("money/", money_views.money_page, name="desk_money"),
    path("money/tie-outs/<int:key>", money_views.tie_out_page, name="desk_tie_out"),
    path("money/sales-tax.csv", money_views.tax_report, name="desk_tax_report"),
    path("scorecard/", scorecard_views.scorecard_page, name="desk_scorecard"),
    path("scorecard/figures.csv", scorecard_views.figures_csv, name="desk_scorecard_csv"),
    path("scorecard/public", scorecard_views.show_to_public, name="desk_scorecard_public"),
    path("scorecard/<slug:key>/", scorecard_views.measure_page, name="desk_measure"),
    path("scorecard/<slug:key>/orders.csv", scorecard_views.orders_csv, name="desk_measure_csv"),
    path("policy/", policy_views.policy_page, name="desk_policy"),
    path("policy/versions/<slug:digest>", policy_views.version_page, name="desk_policy_version"),
    path("policy/draft/", policy_views.draft_page, name="desk_policy_draft"),
    path("policy/draft/save", policy_views.save_draft, name="desk_policy_save"),
    path("policy/draft/preview", policy_views.preview_page, name="desk_policy_preview"),
    path("policy/publish/", policy_views.propose_draft, name="desk_policy_publish"),
    path("policy/proposals/<int:key>", policy_views.proposal_page, name="desk_policy_proposal"),
    path(
        "policy/proposals/<int:key>/decide", policy_views.decide_proposal, name="desk_policy_decide"
    ),
    path("policy/what-if/", what_if_views.runs_page, name="desk_what_ifs"),
    path("policy/what-if/ask", what_if_views.start_run, name="desk_what_if_ask"),
    path("policy/what-if/<int:key>", what_if_views.run_page, name="desk_what_if"),
    path("policy/what-if/<int:key>/stop", what_if_views.stop_run, name="desk_what_if_stop"),
    path(
        "policy/what-if/<int:key>/orders", what_if_views.run_orders_page, name="desk_what_if_orders"
    ),
    path("items/", item_views.items_page, name="desk_items"),
    path("items/new", item_views.add_item, name="desk_intake"),
    path("items/export.csv", file_views.export_items, name="desk_export"),
    path("items/attest", attest_views.attest_page, name="desk_attest"),
    path("items/import", file_views.import_items, name="desk_import"),
    path("items/<slug:slug>", item_views.item_page, name="desk_item"),
    path("items/<slug:slug>/describe", item_views.describe_item, name="desk_describe"),
    path("items/<slug:slug>/price", item_views.change_price, name="desk_price"),
    path("items/<slug:slug>/list", item_views.put_on_sale, name="desk_list"),
    path("items/<slug:slug>/unlist", item_views.take_off_sale, name="desk_unlist"),
    path("items/<slug:slug>/defects", item_views.add_defect, name="desk_defect"),
    path("items/<slug:slug>/defects/remove", item_views.remove_defect, name="desk_defect_remove"),
    path("items/<slug:slug>/photos", photo_views.item_photos, name="desk_photos"),
    path("items/<slug:slug>/photos/<int:key>", photo_views.change_photo, name="desk_photo"),
    path("items/<slug:slug>/evaluate", judging_views.evaluate_item, name="desk_evaluate"),
    path(
        "items/<slug:slug>/withdraw/<int:key>",
        judging_views.withdraw_evaluation,
        name="desk_withdraw",
    ),
    path("items/<slug:slug>/serial", judging_views.show_serial, name="desk_serial"),
    path("evidence/<int:key>", judging_views.evidence_file, name="desk_evidence"),
    path("serials/", judging_views.voided_serials, name="desk_serials"),
    path("clock", views.move_clock, name="desk_clock"),
]
record_looks(urlpatterns)
require_roles(urlpatterns)

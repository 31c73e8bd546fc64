"""Which roles may open each page of the desk."""

from __future__ import annotations

import re

# C is care, W warehouse, A authenticator, F finance; O nobody but an owner, who may everything.
TABLE = """
desk CWAF  desk_clock CWAF  desk_promises CWAF  desk_in_turn CWAF  desk_items CWAF  desk_item CWAF
desk_tasks CWAF  desk_task_take CWAF  desk_task_release CWAF  desk_task_done CWAF
desk_approvals CWAF  desk_approval CWAF  desk_approval_decide CWAF
desk_order CWF  desk_hold C  desk_release C  desk_cancel C  desk_ask_to_pay CF
desk_loss C
desk_decide CF  desk_refund CF  desk_approve CF  desk_money CF  desk_tie_out CF  desk_tax_report CF
desk_tax_place F
desk_packing W  desk_take W  desk_parcel W  desk_parcel_state W  desk_parcel_scan W
desk_parcel_photos W
desk_parcel_close W  desk_parcel_aside W  desk_parcel_label W  desk_label W  desk_slip W
desk_hand_over W  desk_unpack W  desk_by_hand W  desk_other_carrier W  desk_receipt CWF
desk_lookup CW
desk_parcels W  desk_pickup W  desk_pickup_cancel W  desk_shelve W  desk_closure W
desk_closure_enter W  desk_closure_one CWAF  desk_foreseen CW
desk_returns CW  desk_return CW  desk_return_photo CWF  desk_return_check_in W
desk_return_choose C
desk_back_open C  desk_back_settle C  desk_back_pack W  desk_back_label W  desk_back_label_file W
desk_back_hand_over W  desk_back_nothing W
desk_packing_photo CWF  desk_proof CWF
desk_transfers W  desk_transfer_begin W  desk_transfer CWA  desk_papers W  desk_dispatch W
desk_reached W  desk_take_back W  desk_late W  desk_late_enter W
desk_check_in W  desk_fault W  desk_examine A  desk_crossing_photo CWAF
desk_care CAF  desk_request CAF  desk_paper CAF  desk_note CAF  desk_opinion A
desk_piece CA  desk_attest A
desk_authenticators CA
desk_authenticator CA
desk_request_decide C  desk_reply C  desk_close C  desk_attach C  desk_mail C  desk_mail_whole C
desk_mail_place C  desk_mail_reply C  desk_mail_close C
desk_intake A  desk_export A  desk_import A  desk_describe A  desk_price A  desk_list A
desk_unlist A  desk_defect A
desk_defect_remove A  desk_photos A  desk_photo A  desk_evaluate A  desk_withdraw A  desk_serial A
desk_evidence A
desk_serials A
desk_scorecard F  desk_scorecard_csv F  desk_measure F  desk_measure_csv F  desk_scorecard_public O
desk_policy F  desk_policy_version F  desk_policy_draft F  desk_policy_preview F
desk_policy_proposal F
desk_what_ifs F  desk_what_if F  desk_what_if_orders F
desk_policy_save O  desk_policy_publish O  desk_policy_decide O  desk_what_if_ask O
desk_what_if_stop O  desk_access_log O  desk_first_steps O
"""
PAGE_ROLES = {page: set(letters) for page, letters in re.findall(r"(\w+) ([CWAFO]+)", TABLE)}

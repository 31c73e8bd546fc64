"""What people write to care: a subject and words each. `{n}` stands where an order number stands,
if it is named there.
"""

from __future__ import annotations

WISHES: dict[str, tuple[str, str]] = {
    # Plainly to cancel: acted on alone, where the sender is proven.
    "cancel": ("Cancel", "Please cancel my order{n}.\n\nThanks,\nAnn"),
    "cancel_polite": (
        "Cancellation",
        (
            "Hello,\n\nI would like to cancel my order{n}. Please confirm the cancellation.\n\nBest"
            " regards,\nAnn Lee"
        ),
    ),
    "cancel_mistake": (
        "Cancel",
        (
            "Hi there,\nI ordered it by mistake. Please cancel order{n} as soon as possible.\nThank"
            " you!"
        ),
    ),
    "cancel_short": ("Cancel order", "cancel{n}"),
    "cancel_ja": (
        "キャンセル",
        "お世話になっております。\n注文{n}をキャンセルしてください。\nよろしくお願いいたします。",
    ),
    "cancel_ja_polite": (
        "注文のキャンセル",
        (
            "ご担当者様\n\n注文{n}をキャンセルしていただけますでしょうか。"
            "\nお手数をおかけしますが、よろしくお願い致します。"
        ),
    ),
    "cancel_fr": (
        "Annulation",
        "Bonjour,\n\nJe souhaite annuler ma commande{n}.\n\nMerci d'avance",
    ),
    "cancel_es": ("Cancelar", "Hola\n\nQuiero cancelar mi pedido{n}.\n\nMuchas gracias"),
    "cancel_kana": ("キャンセル", "注文{n}をｷｬﾝｾﾙしてください。"),
    # It has the word, and more or less or something else.
    "dont_cancel": ("My order", "Please don't cancel my order{n}! I still want it."),
    "never_cancel": ("My order", "I never asked you to cancel{n}. Please keep my order."),
    "dont_cancel_ja": ("注文について", "注文{n}をキャンセルしないでください。"),
    "how_cancel": ("A question", "How do I cancel my order{n}?"),
    "can_cancel": ("A question", "Can I still cancel{n}?"),
    "if_cancel": (
        "My order",
        "Please cancel my order{n} if it has not shipped yet. If it has, I will keep it.",
    ),
    "cancel_one": ("My order", "Please cancel the bag only, and send the rest of{n}."),
    "cancel_threat": ("Late", "Ship{n} today or I will cancel my order."),
    "cancel_story": ("My card", "My bank cancelled my card yesterday. Is order{n} affected?"),
    "cancel_then_not": ("Cancel", "Please cancel my order{n}.\n\nNo, wait, keep it after all."),
    "cancel_and_forget": ("Cancel", "Please cancel my order{n} and delete my personal data."),
    "cancel_in_subject": ("Please cancel my order{n}", ""),
    "cancel_subject_dont": ("Cancel my order", "Please don't cancel{n}."),
    "policy": ("A question", "What is your cancellation policy? It's about{n}."),
    "not_want": ("My order", "I no longer want this order{n}, the color is not for me."),
    # Everything else that people want.
    "change_address": (
        "Address",
        "I made a typo. Please change my shipping address on{n} to 14 Grand Street.",
    ),
    "change_size": ("Size", "I picked the wrong size in{n}, could you swap it?"),
    "change_ja": ("住所変更", "注文{n}の住所を変更したいのですが。"),
    "where": ("A question", "Where is my order{n}? It's been a week."),
    "when": ("A question", "When will{n} arrive?"),
    "not_received": (
        "My parcel",
        "I have not received{n} yet. The carrier says delivered, nothing came.",
    ),
    "not_received_ja": ("届いていません", "注文{n}がまだ届いていません。"),
    "missing": ("Help", "My parcel is missing{n}"),
    "damaged": ("Damaged", "The bag from{n} arrived with a torn handle and a scratch."),
    "damaged_ja": ("破損", "注文{n}の商品に傷がありました。"),
    "not_as_described": ("Return", "This is not as described{n}: the photos show gold hardware."),
    "fake": ("Authenticity", "An expert told me that the bag from{n} is a fake."),
    "fake_ja": ("真贋", "注文{n}の時計は偽物ではないでしょうか。"),
    "forget": ("Privacy", "Under the GDPR, please delete my personal data{n}."),
    "forget_ja": ("個人情報", "個人情報を削除してください。{n}"),
    "thanks": ("Thank you", "It arrived{n}. It's beautiful, thank you so much!"),
    "several": (
        "Several things",
        (
            "Three things about{n}: the zipper is broken, my address changed, and please cancel the"
            " scarf."
        ),
    ),
    "hello": ("Hello", "Hello, this is about{n}. Please call me."),
    "nothing": ("Hello", ""),
    "german": ("Bestellung", "Bitte stornieren Sie meine Bestellung{n}."),
    "chinese": ("订单", "请问订单{n}什么时候发货？"),
    "arabic": ("طلب", "أين طلبي{n}؟"),
    "emoji": ("🙏", "👜❓ {n} 🚚💨"),
    "shouting": ("CANCEL", "CANCEL MY ORDER{n} NOW!!!"),
}

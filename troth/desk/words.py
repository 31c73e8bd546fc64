"""The words of the Japan warehouse's pages, in English and Japanese."""

from __future__ import annotations

LANGUAGES = {"en": "English", "ja": "日本語"}
_WORDS = {
    "transfers": ("Transfers from Japan", "日本からの移送"),
    "transfer": ("Transfer", "移送"),
    "waiting": ("Sold, and waiting in Japan", "販売済み・日本倉庫で待機中"),
    "nothing_waits": ("Nothing waits.", "待機中の商品はありません。"),
    "on_the_way": ("Under way", "移送中"),
    "ended": ("Ended", "完了"),
    "piece": ("Piece", "商品"),
    "tag": ("Tag", "タグ"),
    "shelf": ("Shelf", "棚"),
    "order": ("Order", "注文"),
    "ship_by": ("Must ship by", "出荷期限"),
    "papers_needed": ("needs a permit", "許可書が必要"),
    "choose": ("Choose", "選択"),
    "make": ("Make a transfer of these", "選択した商品で移送を作成"),
    "pieces": ("Pieces", "点数"),
    "value": ("Customs value, $", "税関申告価格（ドル）"),
    "permit": ("Permit (CITES)", "許可書（ワシントン条約）"),
    "save": ("Save", "保存"),
    "missing": ("Missing before it may leave", "発送前に不足しているもの"),
    "carrier": ("Carrier", "運送会社"),
    "number": ("Tracking number", "追跡番号"),
    "dispatch": ("It leaves Japan", "日本から発送する"),
    "dispatched": ("Left Japan", "日本を発送"),
    "at_customs": ("Reached US customs", "米国税関に到着"),
    "cleared": ("Cleared US customs", "米国税関を通過"),
    "landed": ("Reached the New York warehouse", "ニューヨーク倉庫に到着"),
    "late": ("It is late", "遅延を報告"),
    "late_help": ("Every shopper of a piece whose date moves is told, and may wait or cancel.",
                  "日程が変わるお客様全員に通知され、お客様は待つか取消すかを選べます。"),
    "why": ("Why, as the shopper will read it (in English)", "理由（お客様に英語で表示されます）"),
    "expected_on": ("Expected in New York on", "ニューヨーク到着予定日"),
    "unknown": ("Nobody can say when", "時期は不明"),
    "tell": ("Tell the shoppers", "お客様に知らせる"),
    "check_in": ("Check a piece in", "商品の到着確認"),
    "checked": ("Checked", "確認済み"),
    "scan_tag": ("Scan the tag", "タグを読み取る"),
    "check": ("It is here, and right", "到着・確認済み"),
    "not_yet": ("not yet", "未"),
    "kept": ("Kept.", "保存しました。"),
    "local_time": ("Times are Tokyo's.", "時刻は日本時間です。"),
    "follow": ("Follow it", "追跡する"),
}  # fmt: skip


def words(language: str) -> dict[str, str]:
    """Each word in a language; in English where there is no such language."""
    nth = list(LANGUAGES).index(language) if language in LANGUAGES else 0
    return {key: said[nth] for key, said in _WORDS.items()}

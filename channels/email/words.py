"""What mail programs write around people's words, in the languages that people here use: parts of regular expressions."""
# ruff: noqa: RUF001 - other languages' letters

from __future__ import annotations

from typing import Final

COLON: Final = "[:：]"

HEADERS_ABROAD: Final = (
    ("od", "wysłano|wysłane|data", "do"),
    ("de la|expeditor", "trimis|data|dată", "către|catre"),
    ("de", "enviado(?: el)?|enviada(?: em)?|fecha|data", "para"),
    ("de", "envoyé(?: le)?|date", "à"),
    ("nuo", "išsiųsta|data", "kam|iki"),
    ("kimden|gönderen", "gönderildi|gönderilme(?: tarihi)?|tarih", "kime|alıcı"),
    ("من", "تاريخ الإرسال|تم الإرسال|أرسلت|التاريخ", "إلى"),
    ("প্রেরক|থেকে", "প্রেরিত|পাঠানো হয়েছে|তারিখ", "প্রাপক|প্রতি"),
    ("منجانب|از طرف|سے", "بھیجا گیا|تاریخ", "بنام|کو|إلى"),
    ("发件人|寄件者", "发送时间|寄件日期|日期", "收件人|收件者"),
    ("von", "gesendet|datum", "an"),
    ("da", "inviato|data", "a"),
)
"""From, sent, to: what Outlook writes over an original."""

ORIGINAL: Final = "|".join(
    (
        "original message",
        "forwarded message",
        "neges wreiddiol",
        "wiadomość oryginalna",
        "oryginalna wiadomość",
        "mensaje original",
        "mensagem original",
        "message d['\u2019]origine",
        "mesaj original",
        "mesajul original",
        "orijinal mesaj",
        "pirminis laiškas",
        "原始邮件",
        "原始郵件",
        "الرسالة الأصلية",
    )
)

AUTOMATIC_SUBJECTS: Final = "|".join(
    (
        "automatic reply",
        "auto(?:matic)?[- ]?(?:reply|response)",
        "out of (?:the )?office",
        "ateb awtomatig",
        "odpowiedź automatyczna",
        "autoodpowiedź",
        "răspuns automat",
        "respuesta automática",
        "resposta automática",
        "réponse automatique",
        "automatinis atsakymas",
        "otomatik yanıt",
        "رد تلقائي",
        "自动(?:答复|回复)",
        "自動回覆",
    )
)

CLOSINGS: Final = "|".join(
    (
        "(?:with )?(?:(?:best|kind|kindest|warm|warmest|many) )?(?:regards|wishes)",
        "all the best",
        "yours (?:sincerely|faithfully|truly)",
        "(?:many )?thanks(?: (?:again|very much))?",
        "thank you(?: very much)?",
        "cheers",
        "cofion(?: cynnes| gorau)?",
        "diolch(?: yn fawr)?",
        "pozdrawiam",
        "z poważaniem",
        "dziękuję",
        "cu (?:stimă|respect)",
        "mul[țt]umesc",
        "saludos(?: cordiales)?",
        "un saludo",
        "atentamente",
        "gracias",
        "cumprimentos",
        "atenciosamente",
        "obrigad[oa]",
        "cordialement",
        "bien à vous",
        "merci",
        "pagarbiai",
        "ačiū",
        "saygılarımla",
        "teşekkürler",
        "mahadsanid",
        "مع تحياتي",
        "شكر[اً]{1,2}",
        "شکریہ",
        "ধন্যবাদ",
        "ਧੰਨਵਾਦ",
        "આભાર",
        "谢谢",
        "此致",
    )
)

SENT_FROM: Final = "|".join(
    (
        "sent (?:from|with|via|using)",
        "get",
        "anfonwyd o(?: fy)?",
        "wysłane? z",
        "wysłano z",
        "trimis de pe",
        "enviado (?:desde|do)",
        "envoyé de(?:puis)?",
        "išsiųsta iš",
        "أرسلت من",
        "发自我的",
        "從我的",
    )
)
DEVICES: Final = "|".join(
    (
        "my|mi|mon|meu|mojego|the|a|an|for|on|ios|from",
        r"iphone\S{0,2}|ipad|phone|mobile|android|smartphone|tablet|device",
        "samsung|galaxy|huawei|xiaomi|redmi|nokia|pixel|blackberry",
        "windows|outlook|yahoo|mail|gmail|proton|aol|hotmail|app",
        r"[a-z]?\d{1,3}[a-z]?\+?|<?https?://\S+",
    )
)
"""Words of devices and programs alone: "sent from my iPhone but he reads it" is more."""

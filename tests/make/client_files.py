"""Client files in every encoding, dialect and spelling an old program may have written, with the truth beside."""

from __future__ import annotations

import datetime as dt
import io
import random
from dataclasses import dataclass
from decimal import Decimal

HEADERS = {
    "en": {
        "external_id": ["Customer ID", "ID", "Client code", "Card number"],
        "name": ["Name", "Full name", "Customer name", "Client"],
        "phone": ["Phone", "Mobile", "Phone number", "Tel."],
        "email": ["Email", "E-mail", "Email address"],
        "birthday": ["Birthday", "Date of birth", "DOB"],
        "gender": ["Gender", "Sex"],
        "total_spent": ["Total spent", "Amount spent", "Revenue"],
        "visits": ["Visits", "Orders", "Number of orders"],
        "registered": ["Registered", "Registration date", "Customer since"],
        "tags": ["Tags", "Groups"],
        "note": ["Note", "Comment"],
        "shoes": "Shoe size",
    },
    "az": {
        "external_id": ["Kod", "Müştəri kodu", "Kart nömrəsi"],
        "name": ["Ad Soyad", "Müştəri", "Müştərinin adı"],
        "phone": ["Telefon", "Mobil nömrə", "Əlaqə nömrəsi"],
        "email": ["E-poçt", "Elektron poçt"],
        "birthday": ["Doğum tarixi", "Ad günü"],
        "gender": ["Cins", "Cinsi"],
        "total_spent": ["Ümumi xərc", "Məbləğ", "Alışların cəmi"],
        "visits": ["Ziyarət sayı", "Sifariş sayı"],
        "registered": ["Qeydiyyat tarixi", "Qeydiyyat"],
        "tags": ["Teqlər", "Qruplar"],
        "note": ["Qeyd", "Şərh"],
        "shoes": "Ayaqqabı ölçüsü",
    },
    "ru": {
        "external_id": ["Код", "Код клиента", "Номер карты"],
        "name": ["ФИО", "Имя", "Клиент"],
        "phone": ["Телефон", "Мобильный телефон", "Номер телефона"],
        "email": ["Почта", "Эл. почта", "E-mail"],
        "birthday": ["Дата рождения", "День рождения"],
        "gender": ["Пол"],
        "total_spent": ["Сумма покупок", "Потрачено", "Сумма, руб."],
        "visits": ["Визиты", "Количество заказов", "Кол-во покупок"],
        "registered": ["Дата регистрации", "Зарегистрирован"],
        "tags": ["Теги", "Группа"],
        "note": ["Примечание", "Комментарий"],
        "shoes": "Размер обуви",
    },
    "sw": {
        "external_id": ["Namba ya mteja", "Kitambulisho", "Nambari ya kadi"],
        "name": ["Jina", "Jina kamili", "Mteja"],
        "phone": ["Simu", "Namba ya simu"],
        "email": ["Barua pepe"],
        "birthday": ["Tarehe ya kuzaliwa"],
        "gender": ["Jinsia"],
        "total_spent": ["Jumla ya matumizi", "Jumla", "Matumizi"],
        "visits": ["Ziara", "Idadi ya oda"],
        "registered": ["Tarehe ya usajili", "Usajili"],
        "tags": ["Lebo"],
        "note": ["Maoni", "Maelezo"],
        "shoes": "Ukubwa wa kiatu",
    },
}
NAMES = {
    "en": [
        "John Smith",
        "Mary O'Neil",
        "Zoë Brown",
        "Peter Müller",
        "Anne-Marie Clark",
        'Bob "Bobby" Lee',
        "Grace, Ltd",
    ],
    "az": [
        "Əli Məmmədov",
        "Aygün Əliyeva",
        "İlqar Şıxəliyev",
        "Çinarə Hüseynova",
        "Gülnar Ağayeva",
        "Ülvi İsmayılov",
        "Nərmin Qasımlı",
    ],
    "ru": [
        "Анна Иванова",
        "Пётр Щукин",
        "ООО «Ромашка»",
        "Юлия Объедкова",
        "Сергей Ёлкин",
        "Мария Царёва; сестра",
        "ЖАННА ЭДУАРДОВНА",
    ],
    "sw": [
        "Juma Mwangi",
        "Asha Kiprono",
        "Ng'ang'a Wanjiku",
        "Baraka Mushi",
        "Neema Achieng",
        "Zawadi, Duka",
        "Amani Otieno",
    ],
}
CITIES = {"en": "London", "az": "Gəncə", "ru": "Казань", "sw": "Mombasa"}
GENDERS = {
    "en": {"F": ["F", "Female", "female", "Woman"], "M": ["M", "Male", "male", "Man"], "": ["", "Unknown"]},
    "az": {"F": ["Qadın", "qadın", "Q"], "M": ["Kişi", "kişi", "K"], "": ["", "-"]},
    "ru": {"F": ["Ж", "жен", "Женский", "женщина"], "M": ["М", "муж.", "Мужской", "мужчина"], "": ["", "не указан"]},
    "sw": {"F": ["Mke", "Mwanamke", "KE"], "M": ["Mume", "Mwanaume", "ME"], "": ["", "-"]},
}
REGIONS = {"en": "GB", "az": "AZ", "ru": "RU", "sw": "KE"}
MOBILES = {
    "GB": ("44", "0", "7400", 6),
    "AZ": ("994", "0", "50", 7),
    "RU": ("7", "8", "916", 7),
    "KE": ("254", "0", "712", 6),
}
CURRENCY = {"en": "£", "az": "₼", "ru": "руб.", "sw": "KSh"}
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr".split(),
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
    "sw": "Januari Februari Machi Aprili Mei Juni Julai Agosti Septemba Oktoba Novemba Desemba".split(),
}
ENCODINGS = {
    "en": ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp1254", "iso8859-9"],
    "az": ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"],
    "tr": ["iso8859-9", "cp1254"],
    "ru": [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "cp1251",
        "koi8-r",
        "cp866",
        "mac-cyrillic",
        "iso8859-5",
    ],
    "sw": ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"],
}
TOTALS = {"en": "Total", "az": "Cəmi", "ru": "Итого", "sw": "Jumla"}
TITLES = {"en": "Clients report", "az": "Müştərilər üzrə hesabat", "ru": "Отчёт по клиентам", "sw": "Ripoti ya wateja"}
FIELDS = (
    "external_id",
    "name",
    "phone",
    "email",
    "birthday",
    "gender",
    "total_spent",
    "visits",
    "registered",
    "tags",
    "note",
)
DATE_STYLES = ("iso", "dots", "slashes_dmy", "slashes_mdy", "words", "short", "serial", "compact")
NUMBER_STYLES = (
    "plain_point",
    "plain_comma",
    "space_comma",
    "nbsp_comma",
    "narrow_comma",
    "dot_comma",
    "comma_point",
    "swiss",
    "currency",
    "indian",
)


@dataclass
class ClientFile:
    """A file with what must come out. `label` tells how it was made."""

    data: bytes
    region: str
    rows: list[dict[str, str]]
    label: str


def phone_spelling(rng: random.Random, region: str, digits: str) -> str:
    code, trunk, _, _ = MOBILES[region]
    a, b, c = digits[:2], digits[2:5], digits[5:]
    spread = (
        f"{digits[:-7]} {digits[-7:-4]} {digits[-4:-2]} {digits[-2:]}"
        if len(digits) == 9
        else f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    )
    spellings = [
        f"+{code}{digits}",
        f"+{code} {spread}",
        f"00{code}{digits}",
        f"{trunk}{digits}",
        f"{trunk}{spread.replace(' ', '-')}",
        f"({trunk}{a}) {b}-{c}",
        f"+{code} ({a}) {b}.{c}",
        f"+{code}\u00a0{spread.replace(' ', chr(0xA0))}",
        f"{code}{digits}",
        f"{code}{digits}.0",
        f"'+{code}{digits}",
        f"tel:+{code}-{digits}",
        f"+{code} {digits} ext. 12",
        f"{trunk}{digits}".replace("0", "O"),
    ]
    if trunk == "8":
        spellings = [s for s in spellings if "O" not in s]
    return rng.choice(spellings)


def date_spelling(style: str, day: dt.date, language: str) -> str:
    return {
        "iso": day.isoformat(),
        "dots": f"{day:%d.%m.%Y}",
        "slashes_dmy": f"{day.day}/{day.month}/{day.year}",
        "slashes_mdy": f"{day:%m/%d/%Y}",
        "words": f"{day.day} {MONTHS[language][day.month - 1]} {day.year}",
        "short": f"{day:%d.%m.%y}",
        "serial": str((day - dt.date(1899, 12, 30)).days),
        "compact": f"{day:%Y%m%d}",
    }[style]


def number_spelling(style: str, value: Decimal, language: str) -> str:
    western = f"{abs(value):,.2f}"
    whole, fraction = western.split(".")
    shown = {
        "plain_point": f"{abs(value):.2f}",
        "plain_comma": f"{abs(value):.2f}".replace(".", ","),
        "space_comma": whole.replace(",", " ") + "," + fraction,
        "nbsp_comma": whole.replace(",", "\u00a0") + "," + fraction,
        "narrow_comma": whole.replace(",", "\u202f") + "," + fraction,
        "dot_comma": whole.replace(",", ".") + "," + fraction,
        "comma_point": western,
        "swiss": western.replace(",", "'"),
        "currency": f"{whole.replace(',', ' ')},{fraction} {CURRENCY[language]}",
        "indian": western,
    }[style]
    if value >= 0:
        return shown
    return {"space_comma": f"({shown})", "dot_comma": f"{shown}-", "plain_comma": f"\u2212{shown}"}.get(
        style, f"-{shown}"
    )


def random_day(rng: random.Random, since: int, until: int) -> dt.date:
    return dt.date(since, 1, 1) + dt.timedelta(days=rng.randrange((dt.date(until, 12, 31) - dt.date(since, 1, 1)).days))


def _truth(rng: random.Random, language: str, n: int) -> dict[str, str]:
    region = REGIONS[language]
    code, _, prefix, rest = MOBILES[region]
    digits = prefix + "".join(rng.choice("123456789") for _ in range(rest))
    return {
        "external_id": rng.choice([f"{n:05d}", f"{10**17 + n}"]),
        "name": rng.choice(NAMES[language]),
        "phone": f"+{code}{digits}",
        "digits": digits,
        "email": f"user{n}@example.com",
        "birthday": random_day(rng, 1950, 2007).isoformat(),
        "gender": rng.choice(["F", "M", ""]),
        "total_spent": str(
            Decimal(rng.choice([rng.randrange(-99_999, 0), rng.randrange(0, 10**8), rng.randrange(0, 5_000)])) / 100
        ),
        "visits": str(rng.randrange(0, 400)),
        "registered": random_day(rng, 2015, 2025).isoformat(),
        "tags": rng.choice(["", "VIP", "VIP, new" if language != "ru" else "постоянный"]),
        "note": rng.choice(["", 'said "hello"', "line one\nline two", "a; b, c | d"]),
        "shoes": CITIES[language],
    }


def make(seed: int) -> ClientFile:
    """One file; equal seeds make equal files."""
    rng = random.Random(seed)
    language = rng.choice(["en", "az", "ru", "sw"])
    encoding = rng.choice(ENCODINGS[language])
    delimiter = rng.choice([",", ";", "\t", "|"])
    newline = rng.choice(["\n", "\r\n", "\r"])
    dates, numbers = rng.choice(DATE_STYLES), rng.choice(NUMBER_STYLES)
    genders = {g: rng.choice(words) for g, words in GENDERS[language].items()}
    if language == "az":
        pair = rng.randrange(3)
        genders |= {"F": GENDERS["az"]["F"][pair], "M": GENDERS["az"]["M"][pair]}
    truths = [_truth(rng, language, n) for n in range(rng.choice([8, 15, 40]))]
    if language == "az" and genders["M"] == "K" and not any(t["gender"] == "F" for t in truths):
        truths[0]["gender"] = "F"
    headers = {f: rng.choice(HEADERS[language][f]) for f in FIELDS} | {"shoes": HEADERS[language]["shoes"]}
    order = [f for f in (*FIELDS, "shoes") if f in ("name", "phone", "total_spent") or rng.random() > 0.15]
    rng.shuffle(order)
    lines = [[headers[f] for f in order]]
    for truth in truths:
        shown = dict(truth)
        shown["phone"] = phone_spelling(rng, REGIONS[language], truth["digits"])
        shown["gender"] = genders[truth["gender"]]
        for field in ("birthday", "registered"):
            shown[field] = date_spelling(dates, dt.date.fromisoformat(truth[field]), language)
        shown["total_spent"] = number_spelling(numbers, Decimal(truth["total_spent"]), language)
        lines.append([shown[f] for f in order])
    has_total = rng.random() < 0.3
    if has_total:
        lines.append([TOTALS[language] if f == order[0] else "1" if f == "visits" else "" for f in order])
    title = [[TITLES[language]] + [""] * (len(order) - 1), [""] * len(order)] if rng.random() < 0.3 else []
    text = written(title + lines, delimiter, newline, "all" if newline == "\r" else rng.choice(["minimal", "all"]))
    if rng.random() < 0.2:
        text = f"sep={delimiter}{newline}" + text
    data = encodable(text, encoding)
    label = (
        f"seed={seed} {language} {encoding} {delimiter!r} {newline!r} dates={dates} numbers={numbers} fields={order}"
    )
    rows = [
        {f: t[f] for f in order if f != "shoes"} | ({headers["shoes"]: t["shoes"]} if "shoes" in order else {})
        for t in truths
    ]
    return ClientFile(data, REGIONS[language], [_encoded_row(r, encoding) for r in rows], label)


def written(lines: list[list[str]], delimiter: str, newline: str, quoting: str) -> str:
    import csv

    out = io.StringIO()
    style = csv.QUOTE_ALL if quoting == "all" else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=style).writerows(lines)
    return out.getvalue()


_SUBSTITUTES = {
    "₼": "AZN",
    "£": "GBP",
    "\u2212": "-",
    "\u202f": " ",
    "«": '"',
    "»": '"',
    "\u00a0": " ",
    "ё": "е",
    "Ё": "Е",
}


def _representable(text: str, encoding: str) -> str:
    def one(c: str) -> str:
        try:
            c.encode(encoding)
            return c
        except UnicodeEncodeError:
            return _SUBSTITUTES[c]

    return "".join(one(c) for c in text)


def encodable(text: str, encoding: str) -> bytes:
    """As an old program writes it: signs the encoding lacks become their usual stand-ins."""
    return _representable(text.replace("«", "").replace("»", ""), encoding).encode(encoding)


def _encoded_row(row: dict[str, str], encoding: str) -> dict[str, str]:
    return {k: _representable(v.replace("«", "").replace("»", ""), encoding) for k, v in row.items()}

"""Invented people: common given names and surnames put together by chance, made-up phones and e-mails.

Phones pass the numbering rules and stand in one block a country (`PHONE_BLOCKS`), so that they can be told apart from
real ones and never be written to; e-mails are at example.com, which RFC 2606 keeps for examples.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from nigotis.clients.types import Channel, Saying

PHONE_BLOCKS = {"AZ": "+99410000", "TZ": "+255660000"}
"""Everything dialled under these prefixes is invented."""

AZ_WOMEN = (
    "Aynur Aysel Aytən Arzu Afaq Bahar Banu Cəmilə Diləfruz Elnarə Elmira Esmira Fatimə Fidan Gülnar Günay Gülşən "
    "Humay İlahə İradə Jalə Könül Ləman Lalə Leyla Mətanət Məryəm Nərgiz Nigar Nuray Pərvanə Ramilə Röya Ruhiyyə "
    "Sara Səbinə Sevda Sevinc Şəbnəm Təranə Turanə Ülviyyə Vəfa Xanım Yeganə Zəhra Zeynəb Zümrüd"
).split()
AZ_MEN = (
    "Adil Anar Araz Azər Bəhruz Cavid Ceyhun Daşqın Elçin Elnur Elşən Emil Eldar Fərid Fuad Hikmət Həsən İlqar İlkin "
    "İsmayıl Kamran Kənan Mahir Məhəmməd Mübariz Murad Natiq Nicat Nurlan Orxan Pərviz Ramin Rəşad Rövşən Rüfət Sabir "
    "Samir Şahin Tahir Tərlan Tural Ülvi Vüqar Vüsal Xəyal Yusif Zaur Ziya"
).split()
AZ_SURNAMES = (
    "Abbas Abdulla Ağa Axund Alı Aslan Baba Bağır Bayram Cabbar Cəfər Əhməd Əkbər Əli Əlizadə Əsgər Fərəc Fətəli "
    "Hacı Hacızadə Həsən Heydər Hüseyn İbrahim İmanzadə İsgəndər İsmayıl Kazım Kərim Kərimzadə Qasım Qədim Qurban "
    "Quli Mahmud Məlik Məmməd Məmmədzadə Mirzə Mirzəzadə Muradzadə Musa Nağı Nəbi Nəcəf Oruc Paşa Rəhim Rəsul "
    "Rüstəmzadə Sadıq Səfər Salman Şirin Süleyman Tağı Vəli Yusif Zeynal"
).split()
SW_WOMEN = (
    "Amina Asha Bahati Consolata Devota Elizabeth Eva Fatuma Furaha Grace Halima Happiness Imani Jamila Joyce Khadija "
    "Lulu Mariamu Mwajuma Neema Nuru Pendo Rahma Rehema Saida Salma Sauda Sikujua Stella Subira Tatu Tumaini Upendo "
    "Winfrida Zainabu Zawadi Zuhura"
).split()
SW_MEN = (
    "Abdallah Ali Amani Baraka Bakari Daudi Emmanuel Erasto Faraji Frank Godfrey Hamisi Hassani Hamza Ibrahimu Idrisa "
    "Issa Jabari Joseph Juma Kassimu Khalfani Mashaka Mohamedi Musa Mwinyi Nassoro Omari Paulo Petro Rajabu Ramadhani "
    "Rashidi Said Salumu Selemani Shabani Sefu Tito Yusufu Yohana"
).split()
SW_SURNAMES = (
    "Chande Chuwa Haule Kapinga Kessy Kimaro Kisanga Komba Lema Lukumay Lyimo Machumu Magesa Makame Malisa Massawe "
    "Mbwana Mchome Mfinanga Mhina Minja Mkwawa Mlaki Mnyika Mollel Mosha Mrema Msangi Mshana Msuya Mtui Mushi "
    "Mwakalinga Mwanri Mwita Ngowi Nyange Sanga Shayo Shirima Swai Tarimo Temba Urassa"
).split()

_LATIN = str.maketrans("əğıöüşçƏĞİÖÜŞÇ", "egiouscEGIOUSC")


@dataclass(frozen=True)
class Person:
    name: str
    is_woman: bool


def azerbaijani(rng: np.random.Generator, count: int) -> list[Person]:
    """`count` invented people; surnames take the form of the person's gender."""
    women = rng.random(count) < 0.56
    picks = rng.random((count, 2))
    return [_azerbaijani(bool(w), given, family) for w, (given, family) in zip(women, picks, strict=True)]


def _azerbaijani(is_woman: bool, given: float, family: float) -> Person:
    surname = _at(AZ_SURNAMES, family)
    return Person(f"{_at(AZ_WOMEN if is_woman else AZ_MEN, given)} {_declined(surname, is_woman)}", is_woman)


def _declined(stem: str, is_woman: bool) -> str:
    if stem.endswith("zadə"):
        return stem
    ending = "yev" if stem[-1] in "aəiı" else "ov"
    return stem + ending + "a" * is_woman


def swahili(rng: np.random.Generator, count: int) -> list[Person]:
    women = rng.random(count) < 0.45
    picks = rng.random((count, 2))
    return [
        Person(f"{_at(SW_WOMEN if w else SW_MEN, given)} {_at(SW_SURNAMES, family)}", bool(w))
        for w, (given, family) in zip(women, picks, strict=True)
    ]


def _at(names: list[str], place: float) -> str:
    """The name at `place` of 0..1; the square makes some names common and others rare, as among people."""
    return names[int(place**1.4 * len(names))]


def phone(country: str, number: int) -> str:
    """E.164, unique for each `number` from 0 to 9,999 (AZ) or 999 (TZ)."""
    width = 4 if country == "AZ" else 3
    return f"{PHONE_BLOCKS[country]}{number:0{width}d}"


def email(name: str, number: int) -> str:
    return f"{'.'.join(name.translate(_LATIN).lower().split())}.{number}@example.com"


def consents(rng: np.random.Generator, *, agreed: bool, has_email: bool) -> dict[Channel, Saying]:
    """What somebody said of being written to: an address more is a question more. Of those who did not agree, half
    refused and half were never asked; some of those who did want text messages alone."""
    channels: list[Channel] = ["sms", "whatsapp", "email"] if has_email else ["sms", "whatsapp"]
    likes = rng.random(3) < (1.0, 0.8, 0.65)
    was_asked = rng.random() < 0.5
    if not agreed:
        return dict.fromkeys(channels, "refused") if was_asked else {}
    return {channel: "granted" if liked else "refused" for channel, liked in zip(channels, likes, strict=False)}


def birthday(rng: np.random.Generator, today: date) -> date:
    """Of someone between 18 and 66 years old, mostly around 33."""
    age_in_days = int((18 + 48 * rng.beta(1.8, 4.0)) * 365.25)
    return today - timedelta(days=age_in_days)

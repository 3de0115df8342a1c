"""76,045 phone messages of 5,143 clients, read and analysed by the command as a whole process.

    python -m bench.messages [--messages 76045] [--clients 5143] [--keep FOLDER]

Prints the seconds from starting the process to its end. The messages are invented: notices of five operators in two
languages, among them payments told twice, and people writing.
"""

from __future__ import annotations

import argparse
import csv
import random
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

MESSAGES, CLIENTS = 76_045, 5_143
_FIRST = (
    "Asha Juma Neema Baraka Zainabu Hamisi Rehema Salum Wanjiku Otieno Achieng Kamau Uwase Mugisha Imani Zawadi".split()
)
_LAST = "Mrema Kileo Hamza Omari Mushi Massawe Njoroge Odhiambo Mutua Kimaro Lyimo Shirima Ndayisaba Keza Temba".split()
_CHATS = (
    "Habari, naomba bei ya unga na sukari",
    "Hello, can you deliver to Sinza today?",
    "Asante sana, mzigo umefika salama",
    "Mmechelewa sana kuleta mzigo, huduma mbaya",
    "I am still waiting for my order, this is bad service",
    "Nimelipa, tafadhali tuma kwa boda Kariakoo",
    "Good morning, do you have cement and paint?",
)


def write(path: Path, messages: int, clients: int, seed: int = 7) -> None:
    """A CSV of `messages` rows, newest last, in which each of `clients` people appears."""
    draw = random.Random(seed)
    people = [
        (f"{draw.choice(_FIRST)} {draw.choice(_LAST)}".upper(), f"2557{draw.randrange(10**7, 10**8)}")
        for _ in range(clients)
    ]
    at = datetime(2024, 1, 1, 6)
    step = timedelta(days=600) / messages
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["sender", "date", "type", "body"])
        last: tuple[str, str] | None = None
        for n in range(messages):
            at += step
            name, phone = people[n] if n < clients else draw.choice(people)
            if n % 40 == 0 and last is not None and n >= clients:
                sender, body = last  # told twice
            elif draw.random() < 0.3:
                sender, body = "+" + phone, draw.choice(_CHATS)
            else:
                sender, body = last = _notice(draw, n, name, phone, at)
            out.writerow([sender, int(at.timestamp() * 1000), 1, body])


def _notice(draw: random.Random, n: int, name: str, phone: str, at: datetime) -> tuple[str, str]:
    amount, left = f"{draw.randrange(500, 250_000):,}", f"{draw.randrange(0, 3_000_000):,}"
    code, number = f"B{n:05d}{draw.randrange(36**4):06X}"[:10], str(26_000_000_000_000 + n)
    day = at.strftime("%d/%m/%y %H:%M")
    received = f"Received {amount} TZS from {name} ({phone})"
    notices = (
        (
            "MPESA",
            f"{code} Confirmed. You have received Tsh{amount}.00 from {name} ({phone}) on {day}. M-Pesa balance is",
        ),
        (
            "M-PESA",
            f"{code} imethibitishwa. Umepokea Tsh{amount} kutoka kwa {phone} - {name} tarehe {day}. Salio lako ni",
        ),
        ("MIXX BY YAS", f"Umepokea TSh {amount} kutoka kwa {name} - {phone}. Muamala: {number}. {day}. Salio jipya ni"),
        ("AirtelMoney", f"Umepokea Tsh {amount}.00 kutoka kwa {phone} {name}. TID: XX{number}. Salio"),
        ("HaloPesa", f"Tnx {number}. {received} via Airtel Money at {day}:00.\nNew balance:"),
        ("MPESA", f"{code} Confirmed. Tsh{amount}.00 sent to business WHOLESALE STORE on {day}. New M-Pesa balance is"),
    )
    sender, text = draw.choice(notices)
    return sender, f"{text} Tsh{left}.00."


def main() -> None:
    """Write the file, run the command on it, print how long it took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--messages", type=int, default=MESSAGES)
    asked.add_argument("--clients", type=int, default=CLIENTS)
    asked.add_argument("--keep", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        source = folder / "messages-export.csv"
        write(source, given.messages, given.clients)
        command = [Path(sys.executable).with_name("nigotis"), "analyze-messages", source, "--out", folder / "analysis"]
        began = time.perf_counter()
        ran = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)
        print(ran.stdout.splitlines()[-1])
        print(f"{time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()

"""Messages of the merchant's phone, kept: who paid by them, who wrote, what is left to teach.

Promise: a message is kept once however often it is imported, one-time codes are never kept, and a payer without a
readable number is nobody's client until the merchant says whose. What a message means is the business of `notices`.
"""

"""The rule language: who belongs to a segment, said once and shown as form, text and sentence.

A *rule* is a tree of groups (all, any, none) and *conditions*; a condition asks one *field* of the registry by one
*operator*. Everything here is pure: it knows the fact tables and no database.
"""

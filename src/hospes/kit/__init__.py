"""Small parts every room needs: errors, clock arithmetic, SQL files, phones, e-mail, money, signing.

Owns no tables and knows no room. Everything here is plain Python without Django, without network
and without a clock of its own: `now` always comes in as an argument.
"""

"""The demo agency "Costa Blava Rentals": invented people, properties, a season of bookings, and words.

`season.make_season` gives the same season for the same seed and day on every machine; `solutions.yaml`
holds ten solutions with templates in six languages. Nothing here touches the database: what is loaded,
and how, is up to the commands. `compose` makes `solutions.yaml` of `recipes.yaml` and `words/`.
"""

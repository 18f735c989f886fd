"""Speaker spans taken apart: the name that one shows by its words and grammar, whatever the entity recogniser says.

"Governor of Arlen Ruth Pell", "the relief group Havenlink", "Clockmaker Ahn Ji-hwae, 80,": a speaker is a person, an
organisation or a document, so a span that ends in capitals behind a role ends in a person's name.
"""

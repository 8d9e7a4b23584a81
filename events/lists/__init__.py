"""A fair's working lists: participants, missing papers, delegates, fascia names, power, vehicles."""

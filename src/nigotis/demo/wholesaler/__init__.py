"""The wholesaler of Dar es Salaam: invented shops that reorder in their own rhythm, nine sellers, three depots."""

//! The text of a copied web page: furniture out, headline, standfirst, date and body kept.

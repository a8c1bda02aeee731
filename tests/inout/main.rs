//! Stories in and out: each importer on its own ground, each format back again.

mod batch;
mod corpus;
mod elsewhere;
mod generators;
mod hostile;
mod idioms;
mod pages;
mod pasted;
mod presets;
mod rendered;
mod roundtrip;
mod samples;
mod sanitised;
mod site;
mod specification;
mod strategies;
mod untouched;
mod validators;
mod versions;
mod webpages;

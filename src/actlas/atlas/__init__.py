"""Everything that is read and looked at: prose, plots, printed source, notebooks and the report.

These rooms may import all the others except `actlas.cli`; no other room imports them.
"""

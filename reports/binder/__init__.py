"""The inspection binder: what a sub-group did between two days, as one PDF or a zip, with as much left out as its maker chose.

scope: for whom, of which days, at which level. redaction: what in a text tells of a case or names somebody. content: what sections
are made of. sections: the list of them; each has a module or shares one. making: the files. asking: a row, its task, who may open it.
"""

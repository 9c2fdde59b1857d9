"""Tags and layers of a paper, taken over into the pack: a screen reader reads a tagged paper as before."""

from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree


def adopt_layers(pack: pikepdf.Pdf, source: pikepdf.Pdf) -> None:
    """A layer that its author switched off stays off: without this it would be shown."""
    theirs = source.Root.get("/OCProperties")
    if not isinstance(theirs, Dictionary) or "/OCGs" not in theirs:
        return
    theirs = pack.copy_foreign(source.make_indirect(theirs))
    if "/OCProperties" not in pack.Root:
        pack.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary(OFF=Array(), BaseState=Name.ON))
    ours, default = pack.Root.OCProperties, theirs.get("/D", Dictionary())
    shown = {layer.objgen for layer in default.get("/ON", [])}
    for layer in theirs.OCGs:
        ours.OCGs.append(layer)
        if default.get("/BaseState") == Name.OFF and layer.objgen not in shown:
            ours.D.OFF.append(layer)
    for layer in default.get("/OFF", []):
        ours.D.OFF.append(layer)


def adopt_tags(pack: pikepdf.Pdf, source: pikepdf.Pdf, pages: Sequence[pikepdf.Object], title: str) -> None:
    """Hangs the paper's tree under a Part of the pack's. `pages` are its pages, already in the pack."""
    ours, theirs = pack.Root.get("/StructTreeRoot"), source.Root.get("/StructTreeRoot")
    if ours is None:
        return
    if theirs is None or not _usable(theirs):
        _forget(pages)
        _hang(pack, ours, _tag_whole_pages(pack, ours, pages), title)
        return
    tree = NumberTree(ours.ParentTree)
    offset = _next_number(ours, tree)
    theirs = pack.copy_foreign(theirs)
    highest = offset
    for key, value in NumberTree(theirs.ParentTree).items():
        tree[key + offset] = value
        highest = max(highest, key + offset)
    ours.ParentTreeNextKey = highest + 1
    for holder, name in _numbered(pages):
        holder[name] = int(holder[name]) + offset
    roles = theirs.get("/RoleMap", Dictionary())
    if len(roles) and "/RoleMap" not in ours:
        ours.RoleMap = Dictionary()
    for role, meaning in roles.items():
        if role not in ours.RoleMap:
            ours.RoleMap[role] = meaning
    kids = list(theirs.K) if isinstance(theirs.K, Array) else [theirs.K]
    bare = [page for page in pages if "/StructParents" not in page]
    _hang(pack, ours, [*kids, *_tag_whole_pages(pack, ours, bare)], title)


def _tag_whole_pages(
    pack: pikepdf.Pdf, ours: pikepdf.Object, pages: Sequence[pikepdf.Object]
) -> list[pikepdf.Object]:
    """An untagged page becomes one paragraph: in a tagged document a screen reader passes over what has no tag."""
    tree = NumberTree(ours.ParentTree)
    number = _next_number(ours, tree)
    before, after = pack.make_stream(b"/P <</MCID 0>> BDC\n"), pack.make_stream(b"\nEMC\n")
    paragraphs: list[pikepdf.Object] = []
    for page in pages:
        paragraph = pack.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, Pg=page, K=0))
        present = page.get("/Contents", Array())
        page.Contents = Array([before, *(present if isinstance(present, Array) else [present]), after])
        page.StructParents, tree[number] = number, Array([paragraph])
        paragraphs.append(paragraph)
        number += 1
    ours.ParentTreeNextKey = number
    return paragraphs


def _next_number(root: pikepdf.Object, tree: NumberTree) -> int:
    return int(root.get("/ParentTreeNextKey", max(tree.keys(), default=-1) + 1))


def _hang(pack: pikepdf.Pdf, ours: pikepdf.Object, kids: Sequence[pikepdf.Object], title: str) -> None:
    """Under a Part of its own, at the end of the pack's tree."""
    above = _document(ours)
    part = pack.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Part, P=above, T=pikepdf.String(title), K=Array(kids))
    )
    for kid in kids:
        if isinstance(kid, Dictionary):
            kid.P = part
    above.K = Array([*(above.K if isinstance(above.K, Array) else [above.K]), part])


def _usable(tree: pikepdf.Object) -> bool:
    return isinstance(tree, Dictionary) and tree.is_indirect and "/ParentTree" in tree and "/K" in tree


def _document(root: pikepdf.Object) -> pikepdf.Object:
    first = root.K[0] if isinstance(root.K, Array) and len(root.K) else root.K
    return first if isinstance(first, Dictionary) and first.get("/S") == Name.Document else root


def _numbered(pages: Sequence[pikepdf.Object]) -> list[tuple[pikepdf.Object, str]]:
    """What refers to the tree by number: pages, their annotations and the pictures and forms they draw."""
    found, seen = [], set()
    for page in pages:
        drawn = page.get("/Resources", Dictionary()).get("/XObject", Dictionary())
        for holder in [page, *page.get("/Annots", []), *(form for _, form in drawn.items())]:
            if holder.is_indirect and holder.objgen in seen:
                continue
            seen.add(holder.objgen)
            found += [(holder, key) for key in ("/StructParents", "/StructParent") if key in holder]
    return found


def _forget(pages: Sequence[pikepdf.Object]) -> None:
    for holder, key in _numbered(pages):
        del holder[key]

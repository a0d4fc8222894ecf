"""Read members of JSON that a stranger sent: each reader gives a value of the asked type, or nothing."""

from sandbox.json_value import JsonObject, JsonValue


def text_at(node: JsonValue, name: str) -> str | None:
    """Give the string member `name` of an object, or None when there is no object, no member, or another type."""
    value = node.get(name) if isinstance(node, dict) else None
    return value if isinstance(value, str) else None


def object_at(node: JsonValue, name: str) -> JsonObject:
    """Give the object member `name`, or an empty object when it is missing or of another type."""
    value = node.get(name) if isinstance(node, dict) else None
    return value if isinstance(value, dict) else {}


def list_at(node: JsonValue, name: str) -> list[JsonValue]:
    """Give the array member `name`, or an empty array when it is missing or of another type."""
    value = node.get(name) if isinstance(node, dict) else None
    return value if isinstance(value, list) else []

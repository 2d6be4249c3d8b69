"""The addresses of the portal by name, from the URLconf itself."""

from django.urls import URLPattern, URLResolver, get_resolver


def names(resolver: URLResolver, prefix: str = "") -> list[str]:
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found += names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            found.append(f"{prefix}{pattern.name}")
    return found


ALL = names(get_resolver())
OURS = [name for name in ALL if not name.startswith("admin:")]

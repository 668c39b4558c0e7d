"""Draws what `run` measured: CPU seconds against policies, both in powers of ten, as SVG."""

import math

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 400, 64, 150, 24, 48
COLOURS = {"cold": "#0b6e4f", "second": "#3f88c5", "one change": "#8e5ea2", "Hugo": "#c8553d", "Hugo + Pagefind": "#7a5c00"}


def powers(values):
    return range(math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))) + 1)


def plot(lines):
    """The lines by name, each a list of (policies, seconds), as an SVG of its own."""
    across = powers([x for line in lines.values() for x, _ in line])
    up = powers([y for line in lines.values() for _, y in line])

    def at(x, y):
        wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        return (
            LEFT + wide * (math.log10(x) - across[0]) / max(1, across[-1] - across[0]),
            TOP + high * (1 - (math.log10(y) - up[0]) / max(1, up[-1] - up[0])),
        )

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" font-size="13">',
        "<title>CPU seconds of a build against the number of policies</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for power in across:
        x, y = at(10**power, 10 ** up[0])
        out.append(f'<path d="M{x:.1f} {TOP}V{y:.1f}" stroke="#ddd"/><text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{10**power:,}</text>')
    for power in up:
        x, y = at(10 ** across[0], 10.0**power)
        out.append(f'<path d="M{x:.1f} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/><text x="{x - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">policies, each in two languages</text>')
    out.append(f'<text x="16" y="{HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 16 {HEIGHT / 2})">CPU seconds</text>')
    ends = []
    for name, line in sorted(lines.items(), key=lambda named: named[1][-1][1]):
        points = [at(x, y) for x, y in line]
        colour = COLOURS.get(name, "#333")
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        out.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        out.extend(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points)
        # Names of lines that end close together stand above each other.
        y = points[-1][1] + 4
        while any(abs(y - other) < 15 for other in ends):
            y -= 15
        ends.append(y)
        out.append(f'<text x="{points[-1][0] + 10:.1f}" y="{y:.1f}" fill="{colour}">{name}</text>')
    out.append("</svg>\n")
    return "\n".join(out)

"""What every page needs, installed once: languages, shields, forms, errors, and the names that templates use."""

from flask import Flask

from catalogue_portal.context import Context
from catalogue_portal.identity import current_actor
from catalogue_portal.web import (
    assets,
    error_pages,
    forgery,
    happenings,
    languages,
    moments,
    navigation,
    procedure_line,
    shields,
    themes,
    words,
)


def install(app: Flask, context: Context) -> None:
    """Make the application speak in pages."""
    languages.install(app)
    forgery.install(app, public_url=context.settings.public_url)
    shields.install(app, public_url=context.settings.public_url)
    assets.install(app)
    error_pages.install(app)
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        LANGUAGES=languages.LANGUAGES,
        endpoints=app.view_functions,
        demo=context.settings.demo,
        asset=assets.asset,
        current_actor=current_actor,
        day=moments.day,
        exchange_words=words.exchange_words,
        form_token=forgery.field,
        happening=happenings.happening,
        words=words,
        clock_time=moments.clock_time,
        language=languages.language,
        method_word=words.method_word,
        moment=moments.moment,
        navigation=navigation.entries,
        nonce=shields.nonce,
        obligation_words=words.OBLIGATIONS,
        procedure_line=procedure_line.procedure_line,
        state_word=words.state_word,
        theme=themes.theme,
        verdict_word=words.verdict_word,
    )
    app.jinja_env.filters.update(
        purpose_word=words.purpose_word, newest_first=happenings.newest_first, capital=words.capital
    )

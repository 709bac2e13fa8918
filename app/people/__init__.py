"""Users, departments, jobs, roles, sign-in."""

from flask import Flask

from app.people import cli, countries, sign_in
from app.people.accounts import models as account_models
from app.people.accounts import openid
from app.people.accounts import views as account_views
from app.people.accounts.managing.views import bp as managing_bp
from app.people.audit import jobs as audit_jobs
from app.people.audit.cli import audit
from app.people.audit.views import bp as audit_bp
from app.people.details.views import bp as details_bp
from app.people.importing import models as import_models
from app.people.importing.cli import export_people, import_people
from app.people.importing.views import bp as importing_bp
from app.people.mails import models as mail_models
from app.people.mails import views as mail_views
from app.people.organisation import jobs as organisation_jobs
from app.people.organisation.views import bp as organisation_bp
from app.people.picking.views import bp as picking_bp
from app.people.privacy import access as privacy_access
from app.people.privacy import models as privacy_models
from app.people.privacy import own_data
from app.people.privacy.views import bp as privacy_bp
from app.people.roles.views import bp as roles_bp
from app.people.views import bp

JOBS = (audit_jobs, privacy_access, organisation_jobs)
TABLES = (account_models, import_models, mail_models, privacy_models)
OWN_DATA = own_data


def init_app(app: Flask) -> None:
    app.config.from_mapping(sign_in.settings(app))
    sign_in.init_app(app)
    app.register_blueprint(bp)
    app.jinja_env.filters["country"] = countries.country_name
    account_views.init_app(app)
    mail_views.init_app(app)
    openid.init_app(app)
    app.register_blueprint(roles_bp)
    app.register_blueprint(managing_bp)
    app.register_blueprint(audit_bp)
    app.register_blueprint(organisation_bp)
    app.register_blueprint(details_bp)
    app.register_blueprint(importing_bp)
    app.register_blueprint(picking_bp)
    app.register_blueprint(privacy_bp)
    cli.people.add_command(import_people)
    cli.people.add_command(export_people)
    app.cli.add_command(cli.people)
    app.cli.add_command(audit)

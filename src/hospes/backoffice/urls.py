"""Addresses of the back office."""

from django.urls import path

from hospes.backoffice import (
    dashboard_page,
    health_page,
    messages_pages,
    signing_in,
    tasks_pages,
)

urlpatterns = [
    path("", dashboard_page.dashboard, name="dashboard"),
    path("sign-in", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-out", signing_in.SignOut.as_view(), name="sign-out"),
    path("agency", signing_in.choose_agency, name="choose-agency"),
    path("tasks", tasks_pages.tasks, name="tasks"),
    path("tasks/<int:task_id>", tasks_pages.task, name="task"),
    path("tasks/<int:task_id>/<slug:action>", tasks_pages.act_on_task, name="act-on-task"),
    path("messages", messages_pages.messages, name="messages"),
    path("messages/<int:message_id>", messages_pages.message, name="message"),
    path("messages/<int:message_id>/body", messages_pages.message_body, name="message-body"),
    path("messages/<int:message_id>/files/<int:position>", messages_pages.message_file, name="message-file"),
    path("health", health_page.health, name="health"),
]

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from troth.desk import views

urlpatterns = [
    path("", views.queue, name="desk"),
    path("sign-in/", LoginView.as_view(template_name="desk/sign_in.html"), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("orders/<slug:number>", views.order, name="desk_order"),
    path("orders/<slug:number>/process", views.process, name="desk_process"),
    path("orders/<slug:number>/move", views.move, name="desk_move"),
    path("orders/<slug:number>/ship", views.ship, name="desk_ship"),
    path("clock", views.move_clock, name="desk_clock"),
]

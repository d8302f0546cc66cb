from rest_framework.routers import SimpleRouter

from funds import api


router = SimpleRouter()
router.register("programmes", api.ProgrammeViewSet, basename="api-programme")
router.register("regions", api.RegionViewSet, basename="api-region")
router.register("policies", api.PolicyViewSet, basename="api-policy")
router.register("payments", api.PaymentViewSet, basename="api-payment")
router.register("totals", api.TotalViewSet, basename="api-total")
router.register("allocations", api.AllocationViewSet, basename="api-allocation")
urlpatterns = router.urls

# os_support: build, revision and edition from the registry; the newest update that is installed.
try {
    $osSupportKey = 'SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    $osSupportCells = foreach ($name in @('CurrentBuildNumber', 'UBR', 'ProductName', 'EditionID', 'InstallationType')) { [string](Get-FrameValue $osSupportKey $name) -replace $frameControl, '?' }
    $osSupportCells += [string](Get-FrameValue 'SYSTEM\CurrentControlSet\Control\ProductOptions' 'ProductType')
    Write-FrameRows 'os_support' 'system' 'CurrentVersion' @("0`t`t$canaryName`t`t`t", ($osSupportCells -join "`t"))
} catch { Write-FrameFailure 'os_support' 'system' $_ }
# The packages of Windows Update with their own times: QFE's dates are written as a culture does.
try {
    $osSupportKey = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages'
    $osSupportOpened = [Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($osSupportKey)
    if (-not $osSupportOpened) {
        Write-FrameShut 'os_support' 'updates' 'missing' $osSupportKey
    } else {
        $osSupportNames = @($osSupportOpened.GetSubKeyNames())
        $osSupportWanted = @($osSupportNames -match '^Package_for_RollupFix')
        if (-not $osSupportWanted) { $osSupportWanted = @($osSupportNames -match '^Package_for_KB') }
        $osSupportNewest = [int64]0
        $osSupportUpdate = ''
        foreach ($name in $osSupportWanted) {
            $osSupportPackage = $osSupportOpened.OpenSubKey($name)
            $osSupportLow = [int64]$osSupportPackage.GetValue('InstallTimeLow')
            if ($osSupportLow -lt 0) { $osSupportLow += 4294967296 }
            $osSupportTime = [int64]$osSupportPackage.GetValue('InstallTimeHigh') * 4294967296 + $osSupportLow
            if ($osSupportTime -gt $osSupportNewest) {
                $osSupportNewest = $osSupportTime
                $osSupportUpdate = $name
            }
        }
        $osSupportRows = @("$canaryName`t")
        if ($osSupportUpdate) { $osSupportRows += "$osSupportUpdate`t" + (Get-FrameTime ([DateTime]::FromFileTimeUtc($osSupportNewest))) }
        Write-FrameRows 'os_support' 'updates' 'Component Based Servicing' $osSupportRows
    }
} catch { Write-FrameFailure 'os_support' 'updates' $_ }
